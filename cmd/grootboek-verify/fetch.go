package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/heemstede/grootboek/events/seal"
)

const (
	fetchTimeout = 30 * time.Second // for one file
	fetchTries   = 3
	fetchLimit   = 64 << 10 // bytes; a tile has 8,192
)

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// fetcher gets files from the /tlog of a running ledger.
func fetcher(address string) (seal.Fetch, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is geen adres", address)
	}
	u.RawQuery, u.Fragment = "", ""
	u.Path = strings.TrimRight(u.Path, "/")
	if !strings.HasSuffix(u.Path, "/tlog") {
		u.Path += "/tlog"
	}
	client := &http.Client{Timeout: fetchTimeout}
	return func(ctx context.Context, path string) ([]byte, error) {
		return fetch(ctx, client, u.JoinPath(path).String())
	}, nil
}

// fetch tries again after trouble that may pass.
func fetch(ctx context.Context, client *http.Client, address string) (b []byte, err error) {
	for try := range fetchTries {
		if try > 0 {
			select {
			case <-time.After(time.Duration(try) * 500 * time.Millisecond):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		var again bool
		if b, again, err = fetchOnce(ctx, client, address); !again {
			break
		}
	}
	return b, err
}

func fetchOnce(ctx context.Context, client *http.Client, address string) (b []byte, again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, false, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, ctx.Err() == nil, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, false, fmt.Errorf("%s: %w", address, seal.ErrNotSealed)
	case res.StatusCode != http.StatusOK:
		busy := res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests
		return nil, busy, fmt.Errorf("%s antwoordt met %s", address, res.Status)
	}
	b, err = io.ReadAll(io.LimitReader(res.Body, fetchLimit+1))
	if len(b) > fetchLimit {
		return nil, false, errors.New(address + " geeft een te lang antwoord")
	}
	return b, err != nil && ctx.Err() == nil, err
}
