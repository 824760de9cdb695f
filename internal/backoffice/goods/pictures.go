package goods

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

// addPicture hands the file to media and puts what it made in front of the product's pictures. The same file twice is one
// picture.
func (s pages) addPicture(p *page.Page) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	content, err := upload(p)
	if err == nil {
		err = s.hang(p, product, content)
	}
	v := productView{Product: product, Form: s.formOf(product)}
	switch {
	case err != nil && v.Picture.read(err, func(string) string { return "picture" }):
		return s.productPage(p, v.Picture.status, v)
	case err != nil:
		return err
	}
	return p.Redirect("/admin/products/" + text(product.GetProductId()) + "?notice=picture-added")
}

func (s pages) hang(p *page.Page, product *catalogv1.Product, content []byte) error {
	made, err := s.Needs.Media.Put(p.Ctx, &mediav1.PutRequest{Content: content})
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(product.GetImageUrls()), func(src string) bool { return src == made.GetUrl() })
	return s.patchPictures(p, product, append([]string{made.GetUrl()}, others...))
}

func (s pages) patchPictures(p *page.Page, product *catalogv1.Product, pictures []string) error {
	_, err := s.Needs.Catalog.PatchProduct(p.Ctx, &catalogv1.PatchProductRequest{ProductId: product.GetProductId(), ImageUrls: pictures})
	return err
}

// upload reads the file of the form; the frame has read no more than a picture may have.
func upload(p *page.Page) ([]byte, error) {
	file, _, err := p.R.FormFile("picture")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, errs.Invalid("picture_missing", "Choose a picture first.")
	}
	if err != nil {
		return nil, errs.Invalid("form_unreadable", "The picture did not arrive whole. Please send it again.")
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read the upload: %w", err)
	}
	return content, nil
}

// removePicture takes one of several away; its file stays, orders and other products may show it. One that is not there is
// gone already.
func (s pages) removePicture(p *page.Page) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(product.GetImageUrls()), func(src string) bool { return src == p.Value("picture") })
	if len(rest) == 0 {
		v := productView{Product: product, Form: s.formOf(product)}
		v.Picture.Said = "This is the last picture. Upload another one first."
		return s.productPage(p, http.StatusConflict, v)
	}
	if len(rest) < len(product.GetImageUrls()) {
		if err := s.patchPictures(p, product, rest); err != nil {
			return err
		}
	}
	return p.Redirect("/admin/products/" + text(product.GetProductId()) + "?notice=picture-removed")
}
