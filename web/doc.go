// Package web is HTTP for people: it receives requests, asks package postgres, fills view models and answers with the pages
// of package views. It alone knows Echo. Who may do what stands in the one route table (routes.go); what a failure means to
// the person stands in one function (errors.go); whether a page or a part of it is wanted is decided in one place (render.go).
package web
