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
	"rialto/internal/ui"
)

// addPicture hands the file to media and puts what it made in front of the product's pictures.
func (s pages) addPicture(p *page.Page) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	content, err := upload(p)
	if err == nil {
		err = s.hang(p, product, content)
	}
	if _, said, told := problems(err); told {
		return s.productPage(p, http.StatusUnprocessableEntity, productView{Product: product, Form: s.formOf(product), Refused: said})
	}
	if err != nil {
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

// upload reads the file of the form.
func upload(p *page.Page) ([]byte, error) {
	file, _, err := p.R.FormFile("picture")
	if errors.Is(err, http.ErrMissingFile) {
		return nil, errs.Invalid("picture_missing", "Choose a picture first.")
	}
	if err != nil {
		return nil, errs.Invalid("form_unreadable", "The form could not be read. Please send it again.")
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read the upload: %w", err)
	}
	return content, nil
}

// removePicture takes one of several away; its file stays, orders and other products may show it.
func (s pages) removePicture(p *page.Page) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(product.GetImageUrls()), func(src string) bool { return src == p.Value("picture") })
	if len(rest) > 0 && len(rest) < len(product.GetImageUrls()) {
		if err := s.patchPictures(p, product, rest); err != nil {
			return err
		}
	}
	return p.Redirect("/admin/products/" + text(product.GetProductId()) + "?notice=picture-removed")
}

// facts are what the form does not change.
func facts(product *catalogv1.Product) []ui.Term {
	return []ui.Term{
		{Name: "Product number", Text: text(product.GetProductId())},
		{Name: "External id", Text: product.GetExternalId() + " of " + product.GetSource()},
		{Name: "Family", Text: text(product.GetFamilyId())},
		{Name: "Featured seller", Text: product.GetFeatured().GetSellerName()},
		{Name: "Offers", Text: ui.Count(int64(len(product.GetOffers())))},
		{Name: "EAN", Text: product.GetEan()},
		{Name: "Version", Text: text(product.GetVersion())},
	}
}
