.DEFAULT_GOAL := help

# The linter and the vulnerability scanner have large module graphs of their own: they run at a pinned
# version, outside of this module's.
GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK   := go run golang.org/x/vuln/cmd/govulncheck@v1.9.0
GREMLINS      := go run github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0

# Modules of their own, so that what they need is no burden to whoever imports the client.
MODULES := . bench cmd/streamdl/browser contract_test/tools

.PHONY: help
help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: check
check: check-generated tidy lint test ## All the checks, as CI runs them

.PHONY: generate
generate: ## Validate the document and generate gen/ from it
	go generate ./...

.PHONY: check-generated
check-generated: generate ## Fail if gen/ is not what the document gives, new files included
	@changed="$$(git status --porcelain -- gen)"; \
	if [ -n "$$changed" ]; then echo "gen/ is stale: run make generate and commit the result"; echo "$$changed"; exit 1; fi

.PHONY: tidy
tidy: ## Fail if a go.mod or go.sum is not tidy
	@for module in $(MODULES); do echo "tidy $$module"; (cd $$module && go mod tidy -diff) || exit 1; done

.PHONY: lint
lint: ## Vet and lint
	@for module in $(MODULES); do echo "lint $$module"; (cd $$module && go vet ./... && $(GOLANGCI_LINT) run ./...) || exit 1; done

.PHONY: lint-document
lint-document: ## Lint the OpenAPI document; needs npm
	REDOCLY_TELEMETRY=off npx --yes @redocly/cli@2.77.0 lint openapi/downloads.yaml --config openapi/redocly.yaml

.PHONY: vulnerabilities
vulnerabilities: ## Look for known vulnerabilities in what is compiled in; asks vuln.go.dev
	$(GOVULNCHECK) ./...

.PHONY: test
test: ## All the tests, in random order and with the race detector, which would falsify the counts of bench
	go test -race -shuffle=on ./...
	cd contract_test/tools && go test -race -shuffle=on ./...
	cd bench && go test -shuffle=on ./...

.PHONY: browser
browser: ## Try the reference of streamdl serve in headless Chromium
	cd cmd/streamdl/browser && go test -count=1 ./...

.PHONY: pictures
pictures: ## Take the pictures in docs/ anew; needs Chromium
	PICTURES=$(CURDIR)/docs go test -count=1 -run TestAnExportOnATerminal ./cmd/streamdl
	pictures=$$(mktemp -d) && (cd cmd/streamdl/browser && PICTURES=$$pictures go test -count=1 ./...) && \
		cp $$pictures/wide-and-light.png docs/reference.png && chmod 644 docs/reference.png docs/export.svg

.PHONY: docs
docs: ## Write the pages and man pages of the commands anew
	go test ./cmd/streamdl -run TestDocs -update

.PHONY: demo
demo: ## The whole way against the embedded emulator
	go run ./cmd/streamdl demo

.PHONY: mutants
mutants: ## Break the document, the wire and the generated code in every way known: a named test has to notice (minutes)
	cd contract_test/tools && go test -count=1 -timeout 60m ./mutants -all

.PHONY: mutation
mutation: ## Report which changes of a package its own tests miss: make mutation PACKAGE=./internal/backoff (minutes)
	$(GREMLINS) unleash --timeout-coefficient 5 $(PACKAGE) | grep -v KILLED

.PHONY: breaking
breaking: ## Tell what changed since another commit, and fail if it breaks callers: make breaking BASE=v1.0.0
	cd contract_test/tools && go run ./changes -base "$(BASE)"

.PHONY: drift
drift: ## Compare the document with an upstream one: make drift UPSTREAM=openapi.json
	cd contract_test/tools && go run ./changes -upstream "$(abspath $(UPSTREAM))"

.PHONY: chaos
chaos: ## Fetch through 10,000 random schedules of faults
	CHAOS_RUNS=10000 go test -count=1 -timeout 60m -run Chaos -v ./internal/transfer

.PHONY: kill
kill: ## Kill the command 1,000 times at random moments of a fetch
	KILL_RUNS=1000 go test -count=1 -timeout 60m -run TestKilled -v ./cmd/streamdl

.PHONY: kill-export
kill-export: ## Kill the command 500 times at random moments of exports of 50 videos
	EXPORT_KILL_RUNS=500 go test -count=1 -timeout 120m -run TestKilledExport -v ./cmd/streamdl

.PHONY: simulate-export
simulate-export: ## The calls that exports of 10,000 videos make, in simulated time; writes bench/EXPORT.md
	SIMULATED_VIDEOS=10000 SIMULATED_TABLE=$(CURDIR)/bench/EXPORT.md go test -count=1 -run TestPlannerMakesFewCalls -v ./export

FUZZTIME ?= 10m

.PHONY: fuzz
fuzz: ## Fuzz each target for a while: make fuzz FUZZTIME=10m
	@grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z]+' . | sed 's|/[^/]*:func | |' | while read -r package target; do \
		echo "$$package $$target"; go test "$$package" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x || exit 1; done

.PHONY: bench
bench: ## What a call, a build, a binary and a start cost beside peers; writes bench/RESULTS.md
	cd bench && go run ./cost

.PHONY: bench-transfer
bench-transfer: ## A fetch beside curl and aria2; writes bench/TRANSFER.md. Needs curl, aria2 and nginx
	cd bench && go run ./transfer
