package emulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
	"github.com/streamdl/streamdl-go/internal/signing"
)

const (
	tokenLifetime  = time.Hour // unless another is asked for
	maxTokenLife   = 24 * time.Hour
	maxAccessRules = 5
)

// ownKey signs the tokens of servers that were given no private key. Making a key is slow, so there is one for all.
var ownKey = sync.OnceValues(signing.Generate)

// CreateToken signs a token for a video.
func (s *service) CreateToken(_ context.Context, request server.CreateTokenRequestObject) (server.CreateTokenResponseObject, error) {
	var body gen.TokenRequest
	if request.Body != nil {
		body = *request.Body
	}
	return s.onVideo(request.Identifier, func(v *video) response {
		key, err := s.signingKey(body)
		if err != nil {
			return badRequest(err.Error())
		}
		claims, err := newServiceClaims(v.details.UID, key.ID(), body)
		if err != nil {
			return badRequest(err.Error())
		}
		token, err := key.SignJSON(claims)
		if err != nil {
			return failure(http.StatusInternalServerError, message(1000, err.Error()))
		}
		return success(gen.TokenResult{Token: token})
	}), nil
}

// signingKey returns the key to sign with: that of the request, the first private one of the server, or the own one.
// The lock has to be held.
func (s *service) signingKey(body gen.TokenRequest) (signing.Key, error) {
	if body.ID != "" || body.PEM != "" {
		key, err := signing.Parse(body.PEM)
		if err == nil && !key.CanSign() || body.ID == "" {
			err = errors.New("id and pem have to be those of a signing key")
		}
		return key.WithID(body.ID), err
	}
	for _, key := range s.signingKeys {
		if key.CanSign() {
			return key.WithID(cmp.Or(key.ID(), key.Thumbprint())), nil
		}
	}
	key, err := ownKey()
	if err == nil {
		s.signingKeys = append(s.signingKeys, key)
	}
	return key, err
}

// serviceClaims are the claims as the service writes them, with times as texts.
type serviceClaims struct {
	Sub          string           `json:"sub"`
	KeyID        string           `json:"kid"`
	Expires      int64            `json:"exp,string"`
	NotBefore    int64            `json:"nbf,string"`
	Downloadable bool             `json:"downloadable,omitzero"`
	AccessRules  []gen.AccessRule `json:"accessRules,omitempty"`
	Flags        *gen.TokenFlags  `json:"flags,omitempty"`
}

func newServiceClaims(video, keyID string, body gen.TokenRequest) (serviceClaims, error) {
	now := time.Now()
	claims := serviceClaims{
		Sub: video, KeyID: keyID,
		Expires:      cmp.Or(body.Expires, now.Add(tokenLifetime).Unix()),
		NotBefore:    cmp.Or(body.NotBefore, now.Add(-tokenLifetime).Unix()),
		Downloadable: body.Downloadable, AccessRules: body.AccessRules, Flags: body.Flags,
	}
	switch {
	case claims.Expires > now.Add(maxTokenLife).Unix():
		return claims, errors.New("exp can be no more than 24 hours ahead")
	case len(claims.AccessRules) > maxAccessRules:
		return claims, fmt.Errorf("there can be no more than %d access rules", maxAccessRules)
	}
	return claims, nil
}

// videoOfToken returns the video that a token opens the downloads of. The lock has to be held.
func (s *service) videoOfToken(token string) (*video, *mediaError) {
	claims, err := signing.Verify(token, s.signingKeys...)
	if err != nil {
		return nil, &mediaError{http.StatusUnauthorized, err.Error()}
	}
	now := time.Now()
	refuse := func(status int, format string, values ...any) (*video, *mediaError) {
		return nil, &mediaError{status, fmt.Sprintf(format, values...)}
	}
	v, exists := s.videos.all[claims.Sub]
	switch {
	case !exists:
		return refuse(http.StatusUnauthorized, "sub %q is not a video of this account", claims.Sub)
	case claims.Expires == 0:
		return refuse(http.StatusUnauthorized, "exp is missing")
	case !now.Before(claims.Expires.Time()):
		return refuse(http.StatusUnauthorized, "expired at %s", claims.Expires.Time().UTC().Format(time.RFC3339))
	case claims.Expires.Time().After(now.Add(maxTokenLife)):
		return refuse(http.StatusUnauthorized, "exp is more than 24 hours ahead")
	case now.Before(claims.NotBefore.Time()):
		return refuse(http.StatusUnauthorized, "not valid before %s", claims.NotBefore.Time().UTC().Format(time.RFC3339))
	case !claims.Downloadable:
		return refuse(http.StatusForbidden, "downloadable is not set")
	}
	return v, nil
}
