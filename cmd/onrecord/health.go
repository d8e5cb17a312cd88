package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"onrecord/internal/record"
)

type healthCommand struct {
	URL string `arg:"" optional:"" help:"Address of the server." default:"http://127.0.0.1:8080" env:"ONRECORD_HEALTH_URL"`
}

// Help tells what the exit code says.
func (*healthCommand) Help() string {
	return "The exit code is 0 where the server can answer, and 1 where it cannot or is not there: for containers and scripts that have nothing else to ask with."
}

// Run asks whether a server is ready.
func (h *healthCommand) Run(ctx context.Context, c *console) (err error) {
	const most = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("%w address %q: %v", record.ErrInvalid, h.URL, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrUnavailable, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s says %s: %s", record.ErrUnavailable, h.URL, response.Status, said)
	}
	_, err = c.out.Write(said)
	return err
}
