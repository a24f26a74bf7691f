package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byteSize{"0": 0, "4096": 4096, "16MB": 16 << 20, "16 mib": 16 << 20, "16M": 16 << 20, "1.5GB": 3 << 29, "64k": 64 << 10, "7B": 7} {
		var got byteSize
		require.NoError(t, got.UnmarshalText([]byte(text)), text)
		require.Equal(t, want, got, text)
		var again byteSize
		require.NoError(t, again.UnmarshalText([]byte(got.String())))
		require.Equal(t, got, again, got.String())
	}
	for _, text := range []string{"", "MB", "-1", "16XB", "1..5MB", "9999999999GB", "16MBit"} {
		require.Error(t, new(byteSize).UnmarshalText([]byte(text)), text)
	}
}

func FuzzSizes(f *testing.F) {
	for _, text := range []string{"16MB", "1.5 GiB", "0", "7B", "..", "1e9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got, again byteSize
		if got.UnmarshalText([]byte(text)) != nil {
			return
		}
		require.GreaterOrEqual(t, got, byteSize(0), text)
		require.NoError(t, again.UnmarshalText([]byte(got.String())))
		require.Equal(t, got, again, text)
	})
}
