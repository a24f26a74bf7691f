package content

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlText writes a tree as YAML 1.2 block style. Members keep their order and numbers their spelling; text of several lines stands as
// it reads. What could be taken for something else is quoted, so that reading it gives the same value.
func yamlText(root *node) (string, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(yamlNode(root)); err != nil {
		return "", err
	}
	if err := e.Close(); err != nil {
		return "", err
	}
	return b.String(), nil
}

func yamlNode(n *node) *yaml.Node {
	switch n.kind {
	case kindList:
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, c := range n.children {
			list.Content = append(list.Content, yamlNode(c))
		}
		return list
	case kindObject:
		object := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, c := range n.children {
			object.Content = append(object.Content, yamlString(c.key), yamlNode(c))
		}
		return object
	case kindNumber, kindBool, kindNull: // without a tag it stands as it is spelled
		return &yaml.Node{Kind: yaml.ScalarNode, Value: n.text}
	case kindDeep, kindString:
	}
	return yamlString(n.text)
}

func yamlString(s string) *yaml.Node {
	text := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case strings.Contains(s, "\n") && !unliteral.MatchString(s):
		text.Style = yaml.LiteralStyle
	case strings.Contains(s, "\n"), misread.MatchString(s):
		text.Style = yaml.DoubleQuotedStyle
	}
	return text
}

// unliteral is text that a literal block does not give back as it was: it begins with what could be indentation, or has white space that
// is none, or other line breaks.
var unliteral = regexp.MustCompile(`^[ \n]|[\t\r\x{85}\x{2028}\x{2029}\x{feff}]`)

// misread is text that readers of YAML 1.1, which are many, take for a truth value, a number to the base of sixty or a merge.
var misread = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|<<|=|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)$`)
