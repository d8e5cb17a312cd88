//go:build screenshots

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots makes the pictures of the README: make screenshots.
func TestScreenshots(t *testing.T) {
	b := openBrowser(t)
	folder := "../../internal/web/screenshots"
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]struct {
		path string
		view view
	}{
		"claim":        {"/claim/lamp-is-affordable", view{1100, "light", "en", true}},
		"claim-arabic": {"/claim/accession-strengthens-counter-is", view{1100, "light", "ar", true}},
		"compare":      {"/compare/wael-alwan/firas-allawi", view{1100, "dark", "en", true}},
		"map":          {"/topic/us-syria-relations", view{1100, "light", "en", true}},
		"embed":        {"/embed/claim/lamp-is-affordable", view{560, "light", "en", true}},
	} {
		p := b.open(s.path, s.view)
		picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
