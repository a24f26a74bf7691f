package views

import "net/http"

func errorTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Nothing here"
	case http.StatusForbidden:
		return "Not allowed"
	case http.StatusServiceUnavailable:
		return "Not available just now"
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "This cannot be done"
	case http.StatusConflict:
		return "Changed meanwhile"
	}
	return "Something went wrong"
}
