package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// The made-up catalogue has as many products as complete-journey. A few hot ones, with stock enough for every run, are
// what the orders buy, whatever else is loaded.
const (
	madeUpProducts = 92_331
	hotProducts    = 50
	hotSource      = "bench-hot"
	hotStock       = 2_000_000
)

// stock fills the data folder by the command that operators use.
func (b *bench) stock() error {
	hot := filepath.Join(b.work, "hot.csv")
	if err := writeFile(hot, func(w io.Writer) error { return writeProducts(w, hotProducts, hotStock, 2) }); err != nil {
		return err
	}
	lines := b.opts.imports
	if len(lines) == 0 {
		made := filepath.Join(b.work, "catalogue.csv")
		products := b.opts.few(madeUpProducts, 5_000)
		if err := writeFile(made, func(w io.Writer) error { return writeProducts(w, products, 100, 1) }); err != nil {
			return err
		}
		lines = []string{"products '" + made + "'"}
	}
	for _, line := range append(lines, "products '"+hot+"' --source "+hotSource) {
		if err := b.rialto(append([]string{"import"}, words(line)...)...); err != nil {
			return err
		}
	}
	return nil
}

// rialto runs a command of the binary on the data folder.
func (b *bench) rialto(args ...string) error {
	cmd := exec.CommandContext(b.ctx, b.binary, append([]string{"--data", b.data()}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("rialto %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// words splits a command line as a shell would; single quotes keep a word together.
func words(line string) (out []string) {
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		out = append(out, word.String())
	}
	return out
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := write(w); err != nil {
		f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// writeProducts makes up products. Words, brands and categories follow Zipf's law, as in every real catalogue: few are
// in many titles, most in few. The same seed gives the same file.
func writeProducts(to io.Writer, n, stock int, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 0))
	word, brand, category := rand.NewZipf(r, 1.07, 8, 11_999), rand.NewZipf(r, 1.05, 4, 2_499), rand.NewZipf(r, 1.05, 4, 299)
	w := csv.NewWriter(to)
	w.Write([]string{"product_id", "title", "brand", "category_path", "price", "currency", "stock"})
	for i := range n {
		b := name(brand.Uint64(), 7)
		title := make([]string, 3+r.IntN(6))
		title[0] = b
		for j := 1; j < len(title); j++ {
			title[j] = name(word.Uint64(), 1)
		}
		c := category.Uint64()
		w.Write([]string{
			strconv.Itoa(i + 1), strings.Join(title, " "), b,
			fmt.Sprintf("%s > %s > %s", name(c%12, 3), name(c%60, 4), name(c, 5)),
			fmt.Sprintf("%d.%02d", 1+r.IntN(20)*r.IntN(15), r.IntN(100)), "USD", strconv.Itoa(stock),
		})
	}
	w.Flush()
	return w.Error()
}

// name makes the n-th word of a kind: pronounceable, two to four syllables, never the same for two numbers of a kind.
func name(n uint64, kind uint64) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for n = n*11 + kind; ; n /= uint64(len(consonants) * len(vowels)) {
		b.WriteByte(consonants[n%uint64(len(consonants))])
		b.WriteByte(vowels[n/uint64(len(consonants))%uint64(len(vowels))])
		if n < uint64(len(consonants)*len(vowels)) && b.Len() >= 4 {
			break
		}
	}
	word := b.String()
	return strings.ToUpper(word[:1]) + word[1:]
}
