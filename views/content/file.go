package content

import (
	"strings"

	"assay/store"
)

// file is an uploaded file that a value refers to.
type file struct {
	url    string
	name   string
	kind   string // as its sender says
	medium store.Medium
}

// reference is the type of the object that SDKs leave in the place of a file that they upload.
const reference = "braintrust_attachment"

// fileOf reads a node as a reference to a file, {"type":"braintrust_attachment","key":…}, where the page has an address for it.
// References to places of other people are none: nothing is ever fetched from there.
func fileOf(n *node, l links) (file, bool) {
	if l.file == nil || n.str("type") != reference || n.str("key") == "" || n.get("key").cut {
		return file{}, false
	}
	f := file{url: l.file(n.str("key")), name: n.str("filename"), kind: n.str("content_type")}
	f.medium = store.MediumOf(f.kind)
	if f.name == "" {
		f.name = "attachment"
	}
	return f, f.url != ""
}

// spoken is the name of the file for attributes, which have no place for drawn characters.
func (f file) spoken() string {
	return strings.Map(func(r rune) rune {
		if store.Invisible(r) || r == joinerZWJ || r == joinerZWNJ {
			return -1
		}
		return r
	}, strings.ToValidUTF8(cutText(f.name, maxAddress), "\uFFFD"))
}

// fileWithin is the reference that a part of a message wraps in up to so many objects, as {"type":"image_url","image_url":
// {"url":reference}} does, or nil.
func fileWithin(n *node, wrappers int) *node {
	if n.str("type") == reference {
		return n
	}
	if n == nil || n.kind != kindObject || wrappers == 0 {
		return nil
	}
	for _, c := range n.children {
		if found := fileWithin(c, wrappers-1); found != nil {
			return found
		}
	}
	return nil
}

// FileKeys lists the keys of the files that a stored value refers to, as far as a block of the usual limit shows it.
func FileKeys(text string) []string {
	if !strings.Contains(text, reference) {
		return nil
	}
	root, _, err := parse(text, DefaultLimit)
	if err != nil {
		return nil
	}
	var keys []string
	var walk func(n *node)
	walk = func(n *node) {
		if key := n.str("key"); n.str("type") == reference && key != "" {
			keys = append(keys, key)
			return
		}
		for _, c := range n.children {
			walk(c)
		}
	}
	walk(root)
	return keys
}
