package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"assay/store"
	"assay/store/jsonl"
	"assay/store/postgres"
)

type importCmd struct {
	Project     string            `required:"" help:"Project to import into; made when it is not there."`
	Files       []string          `arg:"" name:"file" help:"JSON lines files; - is standard input."`
	SourceAs    map[string]string `help:"Take feedback of one source for another, as in app=user." placeholder:"WORD=SOURCE"`
	CreatedFrom string            `help:"Field that holds the time of a trace, as in metadata.timestamp." placeholder:"FIELD"`
	Spread      string            `help:"Spread traces without a time evenly, as in 2026-01-01..2026-02-01." placeholder:"FROM..TO"`
}

const (
	importBatch = 500  // spans a transaction: large enough for COPY, small enough to show progress
	importBytes = 16e6 // and bytes, so that long traces do not pile up in memory
	listRefused = 1000 // lines named in the report; beyond that only their number
)

// importer reads files into one project and keeps count.
type importer struct {
	db      *postgres.DB
	project store.ProjectID
	now     time.Time
	spread  *spread
	show    *progress

	batch   []line
	bytes   int
	read    int // lines that held something
	written postgres.Ingested
	refused []string
	refusal int
}

// line is a span and the line it came from.
type line struct {
	store.Span
	file string
	line int
}

// Run imports every file and prints a report. Refused lines never stop the good ones; the command fails only when nothing
// could be written.
func (c *importCmd) Run(ctx context.Context, d *database, s *streams) error {
	options := jsonl.Options{SourceAs: c.SourceAs, CreatedFrom: c.CreatedFrom}
	if err := options.Check(); err != nil {
		return usage(err.Error())
	}
	total, lines, err := measure(c.Files)
	if err != nil {
		return err
	}
	spread, err := parseSpread(c.Spread, lines)
	if err != nil {
		return err
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	project, created, err := db.StartProject(ctx, c.Project)
	if err != nil {
		return err
	}
	if created {
		fmt.Fprintf(s.err, "Made project %s.\n", project.Name)
	}
	i := &importer{db: db, project: project.ID, now: time.Now().UTC(), spread: spread, show: newProgress(s.err, total)}
	for _, name := range c.Files {
		if err := i.file(ctx, name, s.in, options); err != nil {
			i.show.clear()
			i.report(s.out)
			return fmt.Errorf("import %s: %w", name, err)
		}
	}
	i.show.clear()
	i.report(s.out)
	if i.written.Spans == 0 && i.refusal > 0 {
		return errors.New("nothing was imported")
	}
	return nil
}

// file reads one file to its end.
func (i *importer) file(ctx context.Context, name string, in io.Reader, options jsonl.Options) error {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	reader := jsonl.NewReader(bufio.NewReaderSize(i.show.count(in), 1<<20))
	reader.Options = options
	for ctx.Err() == nil {
		span, err := reader.Next()
		var bad *jsonl.LineError
		switch {
		case errors.Is(err, io.EOF):
			return i.flush(ctx)
		case errors.As(err, &bad):
			i.read++
			i.refuse(name, bad.Line, strings.TrimPrefix(bad.Error(), fmt.Sprintf("line %d: ", bad.Line)))
			continue
		case err != nil:
			return err
		}
		i.add(span, name, reader.Line())
		if len(i.batch) >= importBatch || i.bytes >= importBytes {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (i *importer) add(span store.Span, name string, number int) {
	if !span.HasCreated {
		// In file order, a microsecond apart: Postgres keeps no finer time.
		span.Created = i.now.Add(time.Duration(i.read) * time.Microsecond)
		if i.spread != nil {
			span.Created, span.HasCreated = i.spread.at(i.read), true
		}
	}
	span.Position = number
	i.read++
	i.bytes += len(span.Input) + len(span.Output) + len(span.Expected) + len(span.Metadata)
	i.batch = append(i.batch, line{span, name, number})
}

// flush writes the batch. When the database refuses it for its content, halves are tried until the bad lines are found, so
// that one of them does not take its neighbours along.
func (i *importer) flush(ctx context.Context) error {
	err := i.write(ctx, i.batch)
	i.batch, i.bytes = i.batch[:0], 0
	i.show.spans(i.written.Spans)
	return err
}

func (i *importer) write(ctx context.Context, batch []line) error {
	if len(batch) == 0 {
		return nil
	}
	spans := make([]store.Span, len(batch))
	for n := range batch {
		spans[n] = batch[n].Span
	}
	done, err := i.db.InsertSpans(ctx, i.project, "import", spans, i.now)
	switch {
	case err == nil:
		i.written.Spans += done.Spans
		i.written.NewTraces += done.NewTraces
		i.written.Events += done.Events
		return nil
	case ctx.Err() != nil || errors.Is(err, store.ErrUnavailable):
		return err
	case len(batch) == 1:
		i.refuse(batch[0].file, batch[0].line, err.Error())
		return nil
	}
	half := len(batch) / 2
	if err := i.write(ctx, batch[:half]); err != nil {
		return err
	}
	return i.write(ctx, batch[half:])
}

func (i *importer) refuse(name string, number int, reason string) {
	i.refusal++
	if len(i.refused) < listRefused {
		i.refused = append(i.refused, fmt.Sprintf("%s:%d: %s", name, number, reason))
	}
}

func (i *importer) report(w io.Writer) {
	fmt.Fprintf(w, "Read %d lines: %d spans written in %d new traces, %d new feedback events, %d lines refused.\n",
		i.read, i.written.Spans, i.written.NewTraces, i.written.Events, i.refusal)
	for _, r := range i.refused {
		fmt.Fprintln(w, "  refused", r)
	}
	if more := i.refusal - len(i.refused); more > 0 {
		fmt.Fprintf(w, "  and %d more\n", more)
	}
}

// measure adds up bytes and lines of the files; lines are -1 when one is standard input.
func measure(files []string) (total int64, lines int, err error) {
	buf := make([]byte, 1<<20)
	for _, name := range files {
		if name == "-" {
			lines = -1
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			return 0, 0, err
		}
		for {
			n, err := f.Read(buf)
			total += int64(n)
			if lines >= 0 {
				lines += bytes.Count(buf[:n], []byte{'\n'})
			}
			if err != nil {
				break
			}
		}
		_ = f.Close()
	}
	return total, lines, nil
}
