//go:build screenshots

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
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
		// from is the element that the picture begins with.
		from   string
		height int64
	}{
		"claim":        {"/claim/lamp-is-affordable", view{1100, "light", "en", true}, "body", 900},
		"claim-arabic": {"/claim/accession-strengthens-counter-is", view{1100, "light", "ar", true}, "body", 900},
		"compare":      {"/compare/wael-alwan/firas-allawi", view{1100, "dark", "en", true}, "body", 900},
		"map":          {"/event/palmyra-attack", view{1100, "light", "en", true}, "#field", 780},
		"embed":        {"/embed/claim/lamp-is-affordable", view{560, "light", "en", true}, "body", 1030},
	} {
		p := b.open(s.path, s.view)
		size := emulation.SetDeviceMetricsOverrideParams{Width: s.view.width, Height: s.height, DeviceScaleFactor: 1}
		if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
			t.Fatal(err)
		}
		p.says(t, "the picture begins there", fmt.Sprintf(`(window.scrollBy({top: document.querySelector(%[1]q).getBoundingClientRect().top, behavior: "instant"}), Math.abs(document.querySelector(%[1]q).getBoundingClientRect().top) < 2)`, s.from))
		picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
