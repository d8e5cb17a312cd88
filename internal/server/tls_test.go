package server_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"onrecord/internal/server"
)

// Over TLS the same is served, by HTTP/2 to whoever speaks it, and the client is
// told to come back that way; nothing below TLS 1.2 is spoken.
func TestTLS(t *testing.T) {
	certified := httptest.NewUnstartedServer(nil)
	certified.StartTLS()
	defer certified.Close()
	s, _ := build(t, func(c *server.Config) {
		c.TLS = &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12}
	}, server.Route{Pattern: "/hello", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(r.Proto)) })})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, listener) }()
	client := certified.Client()
	transport := client.Transport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2 = true
	client = &http.Client{Transport: transport}
	response, err := client.Get("https://" + listener.Addr().String() + "/hello")
	if err != nil {
		t.Fatal(err)
	}
	if body := bodyOf(t, response); body != "HTTP/2.0" || response.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s, headers %v", body, response.Header)
	}
	old := &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs, MaxVersion: tls.VersionTLS11}
	if _, err := tls.Dial("tcp", listener.Addr().String(), old); err == nil {
		t.Error("TLS 1.1 was spoken")
	}
	plain, err := http.Get("http://" + listener.Addr().String() + "/hello")
	if err == nil && plain.StatusCode == http.StatusOK {
		t.Error("a plain connection was served")
	}
	client.CloseIdleConnections()
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
