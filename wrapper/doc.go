// Package wrapper is a client of the Cloudflare Stream downloads API: it asks for the MP4 or M4A of a video, waits until
// the file exists, and fetches it, private or not; and it goes through a whole library.
//
//		client, err := wrapper.New(wrapper.WithAPIToken(token), wrapper.WithAccountID(account)) // or wrapper.NewFromEnv()
//		...
//		download, err := client.Create(ctx, videoID)
//		download, err = client.Wait(ctx, videoID, wrapper.Default)
//		result, err := client.FetchFile(ctx, download, "video.mp4")
//
//	  - Downloads: [Client.Create], [Client.CreateType], [Client.List], [Client.Wait], [Client.Delete], [Client.DeleteType].
//	  - Files: [Client.FetchFile] to disk, verified, resumable and atomic; [Client.Fetch] to an [io.Writer].
//	  - The library: [Client.Videos], [Client.Video], [Client.WaitVideo].
//	  - Private videos: [Client.SignedURL], [Client.Token]; fetching them needs nothing special, see [WithSigningKey].
//	  - All else: [Client.ForAccount] for another account, [Client.Generated] for headers, raw responses and bodies of your own.
//
// What is promised of every call stands with [Client], of retries with [RetryPolicy], of the pace with [WithRateLimit], of
// secrets with [WithAPIToken], and of what goes to a log with [WithLogger].
//
// # Errors
//
// Branch on the sentinels with [errors.Is], and read the details from [*Error] with [errors.As]:
//
//	var failed *wrapper.Error
//	switch {
//	case errors.Is(err, wrapper.ErrNotFound):
//		// no such video, or no such download
//	case errors.Is(err, wrapper.ErrRateLimited) && errors.As(err, &failed):
//		// all attempts were refused; failed.RetryAfter says when to come back, if the service did
//	}
package wrapper
