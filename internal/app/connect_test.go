package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestCallsBetweenRoomsNeedTheSecret(t *testing.T) {
	t.Parallel()
	cfg := folder(t)
	cfg.InternalSecret = "a secret of the house"
	a, err := New(cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	room := httptest.NewServer(a.guarded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })))
	t.Cleanup(room.Close)
	for name, c := range map[string]struct {
		client *http.Client
		want   int
	}{"a stranger": {http.DefaultClient, 401}, "a neighbour": {a.client, 204}} {
		res, err := c.client.Get(room.URL)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s gets %d, want %d", name, res.StatusCode, c.want)
		}
	}
}
