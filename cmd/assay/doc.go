// Command assay serves the web application and does the operator's work from the command line. It alone knows every other
// package and puts them together; what is worth a test of its own lives elsewhere.
package main
