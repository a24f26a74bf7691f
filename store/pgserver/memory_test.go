package pgserver

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestMemoryIsThatOfTheMachineOrOfItsControlGroup(t *testing.T) {
	t.Parallel()
	machine := &fstest.MapFile{Data: []byte("MemTotal:       24689412 kB\nMemFree:         2100000 kB\n")}
	group := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	for name, test := range map[string]struct {
		files fstest.MapFS
		want  int64
	}{
		"a machine":              {fstest.MapFS{"proc/meminfo": machine}, 24689412 << 10},
		"a group with a limit":   {fstest.MapFS{"proc/meminfo": machine, "sys/fs/cgroup/memory.max": group("536870912\n")}, 512 << 20},
		"a group without one":    {fstest.MapFS{"proc/meminfo": machine, "sys/fs/cgroup/memory.max": group("max\n")}, 24689412 << 10},
		"a limit beyond it":      {fstest.MapFS{"proc/meminfo": machine, "sys/fs/cgroup/memory.max": group("1099511627776")}, 24689412 << 10},
		"one that does not tell": {fstest.MapFS{}, usualMemory},
		"one that tells nothing": {fstest.MapFS{"proc/meminfo": group("MemTotal: some kB")}, usualMemory},
	} {
		require.Equal(t, test.want, memory(test.files), name)
	}
}

func TestPostgresTakesAnEighth(t *testing.T) {
	t.Parallel()
	for memory, want := range map[int64][2]string{
		512 << 20:  {"128MB", "256MB"},
		8 << 30:    {"1024MB", "4096MB"},
		512 << 30:  {"4096MB", "262144MB"},
		3000000000: {"357MB", "1430MB"},
	} {
		buffers, cache := shares(memory)
		require.Equal(t, want, [2]string{buffers, cache}, memory)
	}
}
