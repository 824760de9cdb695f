package gateway

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/door"
)

// docsStyle is the only thing besides text on the page; its hash is what the page's policy allows.
const docsStyle = `body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h2{margin-top:2.5rem;border-bottom:1px solid #ddd}table{border-collapse:collapse;width:100%}
td{padding:.35rem .6rem .35rem 0;vertical-align:top;border-bottom:1px solid #eee}
code{font:13px ui-monospace,monospace}.m{font-weight:600;width:4.5rem}.a{color:#666;white-space:nowrap}`

const docsPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}} API</title><style>{{.Style}}</style></head><body><h1>{{.Title}} API <small>{{.Version}}</small></h1>
<p>{{.Description}}</p><p>The exact shapes are in <a href="/openapi.yaml">openapi.yaml</a> (OpenAPI 3.1), which any client generator reads.</p>
{{range .Groups}}<h2>{{.Name}}</h2><table>{{range .Operations}}<tr><td class="m"><code>{{.Method}}</code></td><td><code>{{.Path}}</code><br>{{.Summary}}{{if .Description}}<br><small>{{.Description}}</small>{{end}}</td>
<td class="a">{{.Access}}</td></tr>{{end}}</table>{{end}}</body></html>`

type docsGroup struct {
	Name       string
	Operations []docsOperation
}

type docsOperation struct {
	Method, Path, Summary, Description, Access string
}

// docs shows the OpenAPI document as a page of its own, without scripts or anything from elsewhere.
func (g *Gateway) docs(w http.ResponseWriter, r *http.Request) {
	doc := g.api.OpenAPI()
	var page bytes.Buffer
	err := template.Must(template.New("docs").Parse(docsPage)).Execute(&page, map[string]any{
		"Title": doc.Info.Title, "Version": doc.Info.Version, "Description": doc.Info.Description,
		"Style": template.CSS(docsStyle), "Groups": docsGroups(doc),
	})
	if err != nil {
		g.problemOf(&door.Visit{W: w, R: r}, err).write(w)
		return
	}
	hash := sha256.Sum256([]byte(docsStyle))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-"+
		base64.StdEncoding.EncodeToString(hash[:])+"'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// docsGroups lists the operations by tag, each group sorted by path.
func docsGroups(doc *huma.OpenAPI) []docsGroup {
	var out []docsGroup
	for _, op := range operations(doc) {
		tag := op.Tags[0]
		i := slices.IndexFunc(out, func(g docsGroup) bool { return g.Name == tag })
		if i < 0 {
			i = len(out)
			out = append(out, docsGroup{Name: tag})
		}
		out[i].Operations = append(out[i].Operations, docsOperation{
			op.Method, op.Path, op.Summary, op.Description, accessWord(op.Extensions[accessKey]),
		})
	}
	return out
}

func accessWord(class any) string {
	switch class {
	case string(door.Shopper):
		return "account or guest"
	case string(door.Operator):
		return "operator"
	}
	return "anyone"
}

// operations returns every operation of a document, by path and method.
func operations(doc *huma.OpenAPI) []*huma.Operation {
	var out []*huma.Operation
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				out = append(out, op)
			}
		}
	}
	slices.SortFunc(out, func(a, b *huma.Operation) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return out
}
