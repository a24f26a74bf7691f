// Package mention is the page of the comments that speak to whoever looks at it. It knows how they are shown; which of them there are,
// and which are hidden from a reviewer who is to answer first, it is told.
package mention
