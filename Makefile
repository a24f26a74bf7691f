# On a machine with Go and make: `make run` ends with a page to click, `make test` runs everything.

SHELL := /bin/sh
FUZZTIME ?= 30s

templates = $(shell find views -name '*.templ')

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# Without `templ fmt`: it breaks inline elements apart, which puts spaces on the page, and does so further at every run.
.PHONY: generate
generate: ## Go from templates
	go tool templ generate

.PHONY: build
build: ## bin/assay, one file without dependencies
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -o bin/assay ./cmd/assay

.PHONY: run
run: build ## the application with a private Postgres and a sample project; prints a sign-in link
	bin/assay serve --demo

.PHONY: dev
dev: ## the same, made again at every change
	go tool templ generate -watch -cmd "go run ./cmd/assay serve --demo --verbose"

.PHONY: needs
needs: ## install what the tests need, or name it
	@.ci/needs

.PHONY: test
test: needs ## every test, with the race detector; installs what that needs
	CI=1 CGO_ENABLED=1 go test -race -shuffle=on -timeout 30m ./... # web alone takes eight minutes on two cores

.PHONY: short
short: ## the tests that need neither Postgres nor a browser
	go test -short ./store ./store/agreement ./store/filter ./store/jsonl ./store/sample ./store/similar ./store/statistics ./store/theme ./store/words ./views/...

.PHONY: test-shared
test-shared: ## tests on the real data in ASSAY_SHARED (default ../shared)
	@dir=$${ASSAY_SHARED:-../shared}; \
	if [ -d "$$dir" ]; then \
		dir=$$(cd "$$dir" && pwd) && echo "go test -tags shared -run Shared ./... on $$dir" && \
		ASSAY_SHARED=$$dir go test -tags shared -run Shared ./...; \
	elif [ -n "$${ASSAY_SHARED+set}" ]; then \
		echo "ASSAY_SHARED names $$dir, which is no folder" >&2; exit 1; \
	else \
		echo "There is no folder $$dir, so there is no shared data to test on."; \
	fi

.PHONY: golden
golden: ## write the golden pages anew
	go test ./views ./views/charts ./views/trends -update

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (30s)
	@grep -rl '^func Fuzz' --include=*_test.go . | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' "$$file"); do \
			echo "$$target in $${file%/*}"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$${file%/*}" || exit 1; \
		done; \
	done

.PHONY: soak
soak: ## ten million inputs of the filter language, twenty thousand of them asked of Postgres
	ASSAY_SOAK=$${ASSAY_SOAK:-10000000} ASSAY_SOAK_ASKED=$${ASSAY_SOAK_ASKED:-20000} go test ./store/postgres -run TestSoakOfFilters -v -timeout 0

.PHONY: bench
bench: build needs ## measure against hand-written SQL, and keys in a browser
	go test ./web -run '^$$' -bench . -benchtime 1x
	bin/assay bench

.PHONY: lint
lint: ## gofmt, vet, staticcheck, generated files, htmx attributes, file modes
	@unformatted=$$(gofmt -l cmd migrations static store views web); \
		if [ -n "$$unformatted" ]; then echo "gofmt these:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go vet -tags shared ./...
	go tool staticcheck -tags shared ./...
	go tool templ generate -check -log-level error
	@! grep -nE 'hx-(vars|params|prompt|ext|inherit|disinherit|request|history|disabled-elt|on|on:[a-z:-]+)=|htmx:[a-z]+[A-Z]' $(templates) static/js/*.js \
		|| { echo "these are of htmx 2, or need a looser content security policy"; exit 1; }
	@! git ls-files -s 2>/dev/null | awk '$$1 != "100644" && !($$1 == "100755" && $$4 ~ /^\.ci\//)' | grep . \
		|| { echo "only scripts in .ci may be executable, and nothing a link"; exit 1; }

.PHONY: vuln
vuln: ## known vulnerabilities; needs the network
	go tool govulncheck ./...

.PHONY: verify
verify: generate ## generated files and go.mod are as committed
	go mod tidy
	git diff --exit-code -- go.mod go.sum '*.templ' '*_templ.go'

.PHONY: check
check: verify test test-shared lint ## everything CI does, and verify

.PHONY: clean
clean: ## remove what build made
	rm -rf bin
