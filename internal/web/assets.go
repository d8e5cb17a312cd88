package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"onrecord/internal/record"
)

//go:embed assets
var assetFiles embed.FS

// assets are the files that pages load: styles, scripts, pictures. Each is served
// under a name that holds the hash of its content, so that a browser may keep it
// for ever and a new version of the program is seen at once.
type assets struct {
	prefix string
	// paths leads from a file's name to its address, files from the last part of
	// an address to the content.
	paths map[string]string
	files map[string]asset
}

type asset struct {
	content   []byte
	mediaType string
}

// mediaTypes are those of the assets there are: what a system says of endings
// differs from one to the next.
var mediaTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".json": "application/json",
}

func newAssets(prefix string) (*assets, error) {
	a := &assets{prefix: prefix, paths: map[string]string{}, files: map[string]asset{}}
	names, err := namesIn(assetFiles, "assets")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		content, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			return nil, err
		}
		ending := path.Ext(name)
		mediaType, known := mediaTypes[ending]
		if !known {
			return nil, fmt.Errorf("%w asset %s: no media type is known for its ending", record.ErrInvalid, name)
		}
		sum := sha256.Sum256(content)
		hashed := strings.TrimSuffix(name, ending) + "." + hex.EncodeToString(sum[:6]) + ending
		a.paths[name] = prefix + "/assets/" + hashed
		a.files[hashed] = asset{content, mediaType}
	}
	return a, nil
}

// namesIn are the names of the files in an embedded folder, in order.
func namesIn(files embed.FS, folder string) ([]string, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

// address is where an asset is served. Templates call it, so a wrong name is an
// error when the page is drawn first, in a test.
func (a *assets) address(name string) (string, error) {
	p, ok := a.paths[name]
	if !ok {
		return "", fmt.Errorf("%w: asset %s", record.ErrNotFound, name)
	}
	return p, nil
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.PathValue("name")]
	if !ok {
		http.Error(w, "there is no such file, perhaps any more: load the page again", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", file.mediaType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.content))
}
