package ingest

import "google.golang.org/protobuf/encoding/protowire"

// nestedMost is how many messages may stand within each other. A list is two of them, a map three, so that lists may be nested
// some two hundred times; who means something nests ten.
const nestedMost = 400

var errDeep = say(errMalformed, "An attribute is nested too deeply.")

// shape names the fields of a protobuf message that lead to attribute values, and where.
type shape map[protowire.Number]*shape

var tracesShape, logsShape = shapes()

// shapes is the part of OTLP's schema in which nesting can hide.
func shapes() (traces, logs shape) {
	value := shape{}
	keyValue := shape{2: &value}
	value[5] = &shape{1: &value}    // a list
	value[6] = &shape{1: &keyValue} // a map
	withAttributes := func(field protowire.Number) *shape { return &shape{field: &keyValue} }
	span := shape{9: &keyValue, 11: withAttributes(3), 13: withAttributes(4)}
	record := shape{5: &value, 6: &keyValue}
	resource, scope := withAttributes(1), withAttributes(3)
	traces = shape{1: &shape{1: resource, 2: &shape{1: scope, 2: &span}}}
	logs = shape{1: &shape{1: resource, 2: &shape{1: scope, 2: &record}}}
	return traces, logs
}

// tooDeep reports whether the message is nested deeper than nestedMost. What is no protobuf is not
// too deep: the decoder says what is wrong with it.
func tooDeep(message []byte, s shape, depth int) bool {
	if depth > nestedMost {
		return true
	}
	for len(message) > 0 {
		field, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return false
		}
		message = message[n:]
		if kind != protowire.BytesType {
			if n = protowire.ConsumeFieldValue(field, kind, message); n < 0 {
				return false
			}
			message = message[n:]
			continue
		}
		inner, n := protowire.ConsumeBytes(message)
		if n < 0 {
			return false
		}
		message = message[n:]
		if next := s[field]; next != nil && tooDeep(inner, *next, depth+1) {
			return true
		}
	}
	return false
}
