// Package views is what people see: one page component and one view model a page, side by side in files of its name. A view
// model holds what is shown, already decided; components do no work. It knows no SQL, no Echo and no *http.Request. Trace
// content, which is hostile, is shown by package content only.
package views
