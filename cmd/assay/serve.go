package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/web"
	"assay/web/jobs"
	"assay/web/notify"

	"golang.org/x/sync/errgroup"
)

type serveCmd struct {
	Listen      string        `default:"127.0.0.1:8080" help:"Address to listen on."`
	BaseURL     string        `help:"Address people reach it under; http://localhost with the port when not given." placeholder:"URL"`
	Demo        bool          `help:"Add the sample project and print a sign-in link at every start."`
	SMTPURL     string        `name:"smtp-url" help:"Mail server that tells people about assignments: smtp://user:password@host:port?from=assay@example.org, or smtps." placeholder:"URL"`
	LLMBaseURL  string        `name:"llm-base-url" help:"Address of a model for the assistant that speaks OpenAI's chat completions, as https://host/v1. Without a model it plans by rules." placeholder:"URL"`
	LLMAPIKey   string        `name:"llm-api-key" help:"Key for it. Better given as ASSAY_LLM_API_KEY." placeholder:"KEY"`
	LLMModel    string        `name:"llm-model" help:"Name of the model." placeholder:"NAME"`
	LLMPrice    string        `name:"llm-price" help:"Dollars for a million tokens in and out, as 0.15,0.60: then pages say what a plan cost." placeholder:"IN,OUT"`
	LLMBudget   int           `name:"llm-budget" default:"200000" help:"Tokens that a project may use in a day."`
	LLMTimeout  time.Duration `name:"llm-timeout" default:"20s" help:"How long a plan of the model may take; the rules' plan is there at once."`
	Verbose     bool          `help:"Log every request."`
	MaxBody     byteSize      `default:"16MB" help:"Largest request of a program, after unpacking. Attachments have a limit of their own, 64 MB." placeholder:"SIZE"`
	MaxInFlight byteSize      `help:"All requests of programs that are in memory at once, after unpacking; four times the largest when not given. What is above waits, then hears 503." placeholder:"SIZE"`
}

// Validate is called by kong.
func (c *serveCmd) Validate() error {
	switch {
	case c.MaxBody < 1<<20 || c.MaxBody > 1<<30:
		return fmt.Errorf("--max-body is a size from 1MB to 1GB, not %s", c.MaxBody)
	case c.MaxInFlight != 0 && c.MaxInFlight < c.MaxBody:
		return fmt.Errorf("--max-in-flight must have room for one request of --max-body, %s", c.MaxBody)
	}
	return c.checkModel()
}

const drainWait = 15 * time.Second // for requests in flight when stopping

// Run launches or dials Postgres, migrates, listens, and drains when the context ends.
func (c *serveCmd) Run(ctx context.Context, d *database, s *streams) error {
	// Listening first makes a taken port an error at once, not after Postgres started.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w; `--listen` or ASSAY_LISTEN names another address", err)
	}
	defer func() { _ = listener.Close() }()
	if c.BaseURL == "" {
		c.BaseURL = "http://localhost:" + fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
	}
	sender, err := notify.New(c.BaseURL, c.SMTPURL)
	if err != nil {
		return fmt.Errorf("`--smtp-url` or ASSAY_SMTP_URL: %w", err)
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	log := c.logger(s.err)
	runner := jobs.New(jobs.Config{DB: db, Log: log, Kinds: jobKinds(db)})
	server, err := web.New(ctx, web.Deps{DB: db, BaseURL: c.BaseURL, Now: time.Now, Log: log, Wake: runner.Wake, MaxBody: int64(c.MaxBody), MaxInFlight: int64(c.MaxInFlight), CanMail: sender.CanMail(), Model: c.model()})
	if err != nil {
		return err
	}
	defer server.Close()
	// Reading a body has no timeout here: package web bounds its pauses, so that a slow upload is not cut off.
	h := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := h.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWait)
		defer cancel()
		return h.Shutdown(drain)
	})
	group.Go(func() error { return runner.Run(ctx) })
	keeper := &upkeep{db: db, now: time.Now, log: s.err}
	group.Go(func() error { return keeper.run(ctx) })
	group.Go(func() error { return keepQueues(ctx, db, log) })
	group.Go(func() error { sender.Run(ctx, db, log); return nil })
	group.Go(func() error { return (&counter{db: db, log: s.err}).run(ctx) })
	group.Go(func() error { return watchAlerts(ctx, db, sender, c.logger(s.err)) })
	group.Go(func() error { return resumeBulk(ctx, server, s.err) })
	group.Go(func() error { return c.greet(ctx, db, d, s.out) })
	return group.Wait()
}

// jobKinds is what carries out each kind of job.
func jobKinds(db *postgres.DB) map[string]jobs.Work {
	return map[string]jobs.Work{postgres.JobAdd: db.RunAdd, postgres.JobUndo: db.RunUndo, postgres.JobRestore: db.RunRestore, postgres.JobSign: db.RunSign, postgres.JobUpload: db.RunUpload, postgres.JobCopy: db.RunCopy}
}

func (c *serveCmd) logger(w io.Writer) *slog.Logger {
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// owner is the address of the account that a new installation begins with.
const owner = "owner@localhost"

// greet prepares what a new installation begins with and prints how to get in. The sign-in link is the first address it
// prints.
func (c *serveCmd) greet(ctx context.Context, db *postgres.DB, d *database, out io.Writer) error {
	known, err := db.HasAccounts(ctx)
	if err != nil {
		return err
	}
	if !known {
		if _, err := db.CreateAccount(ctx, store.Account{Email: owner, Name: "Owner", Owner: true}); err != nil {
			return err
		}
	}
	if c.Demo {
		if err := addSample(ctx, db, out); err != nil {
			return fmt.Errorf("add sample project: %w", err)
		}
	}
	if known && !c.Demo {
		_, err := fmt.Fprintf(out, "Assay is up at %s\n", c.BaseURL)
		return err
	}
	account, err := db.AccountByEmail(ctx, owner)
	if errors.Is(err, store.ErrNotFound) {
		_, err := fmt.Fprintf(out, "Assay is up at %s\n", c.BaseURL)
		return err
	}
	if err != nil {
		return err
	}
	fmt.Fprint(out, "\nAssay is up. Sign in with this link, which works once:\n\n  ")
	if err := printLink(ctx, db, out, account, c.BaseURL); err != nil {
		return err
	}
	if d.DatabaseURL == "" {
		fmt.Fprintf(out, "\nData is kept in %s. Stop with Ctrl+C.\n", d.config(io.Discard).DataDir)
	}
	return nil
}

// resumePace is how often unfinished bulk actions are looked for, which another program may have left.
const resumePace = time.Minute

// resumeBulk goes on, now and then, with bulk actions that nobody works on.
func resumeBulk(ctx context.Context, server *web.Server, log io.Writer) error {
	tick := time.NewTicker(resumePace)
	defer tick.Stop()
	for {
		if err := server.ResumeBulk(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(log, "assay: resume bulk actions:", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
