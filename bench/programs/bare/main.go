// Command bare is as little as a Go program can be.
package main

import "fmt"

func main() { fmt.Println("bare 0.1.0") }
