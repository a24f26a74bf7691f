package schema

import "testing"

// BenchmarkCheck is what a row costs in a write to a dataset with a schema.
func BenchmarkCheck(b *testing.B) {
	s, err := Compile(`{"type":"object","required":["q","lang"],"properties":{"q":{"type":"string","maxLength":2000},"lang":{"enum":["de","en"]},
		"tags":{"type":"array","items":{"type":"string"}}}}`)
	if err != nil {
		b.Fatal(err)
	}
	value := []byte(`{"q":"Where is my parcel, which I sent back three weeks ago?","lang":"de","tags":["a","b","c"],"n":12}`)
	for b.Loop() {
		if s.Check(value) != nil {
			b.Fatal("does not fit")
		}
	}
}

// BenchmarkCompile is what a write to a dataset with a schema costs beside its rows.
func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := Compile(`{"type":"object","required":["q"],"properties":{"q":{"type":"string"},"lang":{"enum":["de","en"]}}}`); err != nil {
			b.Fatal(err)
		}
	}
}
