package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"assay/store"

	"github.com/alecthomas/kong"
)

// The exit codes of design.md's public surface.
const (
	exitWorked = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// cli is the command line. Every flag has an environment twin that begins with ASSAY_.
type cli struct {
	database

	Serve   serveCmd   `cmd:"" help:"Run the web application."`
	Import  importCmd  `cmd:"" help:"Read traces from JSON lines."`
	Export  exportCmd  `cmd:"" help:"Write a dataset or matching traces to standard output."`
	User    userCmd    `cmd:"" help:"Create people and sign-in links."`
	Key     keyCmd     `cmd:"" help:"Create API keys."`
	Release releaseCmd `cmd:"" help:"Mark in the charts when a version of the application went out."`
	Migrate migrateCmd `cmd:"" help:"Bring the database schema up to date."`
	Check   checkCmd   `cmd:"" help:"Prove that what is kept beside the log is what the log says."`
	Bench   benchCmd   `cmd:"" help:"Measure against hand-written SQL on data made for it."`
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exit carries an exit code out of kong, which would end the process otherwise.
type exit int

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) (code int) {
	defer func() {
		if p := recover(); p != nil {
			e, ok := p.(exit)
			if !ok {
				panic(p)
			}
			code = int(e)
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("assay"), kong.Description("Review what an LLM application did and build golden datasets from it."),
		kong.DefaultEnvars("ASSAY"), kong.Writers(out, errs), kong.Exit(func(code int) { panic(exit(code)) }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errs, "assay:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errs, "assay:", err)
		fmt.Fprintln(errs, "Run `assay --help` to see the commands and their flags.")
		return exitUsage
	}
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&c.database, &streams{in, out, errs}); err != nil {
		fmt.Fprintln(errs, "assay:", explain(err))
		if errors.As(err, new(usage)) {
			return exitUsage
		}
		return exitFailed
	}
	return exitWorked
}

// usage is a mistake in how a command was called.
type usage string

func (u usage) Error() string { return string(u) }

// explain turns the program's errors into sentences for whoever typed the command.
func explain(err error) string {
	var invalid store.Invalid
	switch {
	case errors.As(err, &invalid):
		return invalid.Error()
	case errors.Is(err, store.ErrUnavailable):
		return "the database does not answer: " + err.Error()
	}
	return strings.TrimSpace(err.Error())
}
