package main

import (
	"fmt"
	"os"
	"strings"
	"unicode"
)

// setting is a value that a flag gives, or else a variable, and which of the two it was.
func setting(flag, given, variable string) (name, value string) {
	if given != "" {
		return flag, given
	}
	return variable, os.Getenv(variable)
}

// checkSettings reports all that is missing or odd at once.
func (a *app) checkSettings() []string {
	var wrong []string
	account, accountID := setting("--account-id", a.accountID, "CLOUDFLARE_ACCOUNT_ID")
	if accountID == "" {
		wrong = append(wrong, "no account: set CLOUDFLARE_ACCOUNT_ID or give --account-id")
	}
	credential, secret := "CLOUDFLARE_API_TOKEN", os.Getenv("CLOUDFLARE_API_TOKEN")
	if secret == "" && os.Getenv("CLOUDFLARE_EMAIL") != "" {
		credential, secret = "CLOUDFLARE_API_KEY", os.Getenv("CLOUDFLARE_API_KEY")
	}
	if secret == "" {
		wrong = append(wrong, "no credential: set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY")
	}
	for _, set := range [][2]string{{account, accountID}, {credential, secret}} {
		if odd := oddCharacter(set[1]); odd != "" {
			wrong = append(wrong, fmt.Sprintf("%s has %s in it: set it anew, without", set[0], odd))
		}
	}
	if name, address := setting("--base-url", a.baseURL, "CLOUDFLARE_BASE_URL"); address != "" && !strings.Contains(address, "://") {
		wrong = append(wrong, name+" has no scheme: want https:// before it, or http:// if it is on this machine")
	}
	return wrong
}

// oddCharacter names what copying and quoting leave in a value, and no credential has.
func oddCharacter(value string) string {
	for _, r := range value {
		switch {
		case r == '\n' || r == '\r':
			return "a line break"
		case r == '"' || r == '\'' || r == '`' || r == '“' || r == '”' || r == '‘' || r == '’':
			return "a quote"
		case r == '\ufeff':
			return "a byte order mark (BOM)"
		case unicode.IsSpace(r):
			return "a space"
		case !unicode.IsPrint(r):
			return fmt.Sprintf("an invisible character (%U)", r)
		}
	}
	return ""
}
