# make run    build, load the coalition dossier into ./data, serve, print the address
# make test   install what the tests need, then run all of them
# make check  what make test runs of formatting, vet, staticcheck, go.mod
# make bench  measurements, on a generated graph of ONRECORD_BENCH_QUOTES quotes (100000) among others; never part of the tests
# make crash  kills the server over and over for CRASH (1h) while changes are written
# make soak   200 commits and 1000 reads a second for SOAK (10m) on a generated graph of 100000 quotes
# make screenshots  the pictures of the README, by a Chromium
# make fuzz   each fuzz target for FUZZTIME (a number of inputs such as 10000x, or a time such as 1m; what it is in make test)

ADDR     ?= 127.0.0.1:8080
DATA     ?= data
FUZZTIME ?=
CRASH    ?= 1h
SOAK     ?= 10m
TRIALS   ?= 2000

.PHONY: screenshots run build test check setup crash disk soak fuzz bench graphiql

run: build
	./bin/onrecord serve --addr $(ADDR) --data $(DATA)

build:
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -o bin/onrecord ./cmd/onrecord

test: setup check
	sh .ci/tests

check:
	@unformatted=$$(gofmt -l cmd internal schema seeds); if [ -n "$$unformatted" ]; then echo "not gofmt-clean:"; echo "$$unformatted"; exit 1; fi
	go mod tidy -diff
	go vet ./...
	go vet -tags screenshots ./cmd/onrecord
	go tool staticcheck ./...

setup:
	sh .ci/setup

fuzz:
	FUZZTIME=$(FUZZTIME) sh .ci/fuzz

crash:
	ONRECORD_CRASH=$(CRASH) go test -count=1 -timeout 0 -v -run '^TestKilledServerKeepsItsWord$$' ./cmd/onrecord

disk:
	ONRECORD_DISK_TRIALS=$(TRIALS) go test -count=1 -timeout 0 -run 'WhateverTheDiskDoes$$' ./internal/quadstore

soak:
	ONRECORD_SOAK=$(SOAK) go test -timeout 0 -run '^$$' -bench '^BenchmarkSoak$$' -benchtime 1x ./cmd/onrecord

screenshots: setup
	go test -tags screenshots -count=1 -run '^TestScreenshots$$' ./cmd/onrecord

bench: build
	sh .ci/bench

graphiql:
	sh internal/graphqlapi/graphiql/build.sh
