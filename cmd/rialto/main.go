// Command rialto is the whole marketplace in one binary: `rialto` alone starts it.
package main

import (
	"os"

	"rialto/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
