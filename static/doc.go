// Package static holds the scripts and style sheets that the pages ask for, embedded in the program.
//
// It knows the bytes of every asset, the address each is served under and how a browser may keep it. The address
// carries a fingerprint of the bytes, so an asset may be kept for a year and a new release is seen at once.
//
// It does not know which page uses what, and it does not build, minify or join anything: files are served as they
// stand in css, js and vendor.
package static
