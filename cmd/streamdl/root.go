package main

import "github.com/spf13/cobra"

const about = `streamdl turns videos of Cloudflare Stream into files: it asks the service for an MP4 or
M4A of a video, waits until that is generated, and fetches it. A fetch that was cut off,
interrupted or killed goes on where it stopped, and a file appears under its name only when
all of it is there and verified.

VIDEO is the UID of a video, or its address: of the player, of a file, or in the dashboard.

Environment:
  CLOUDFLARE_API_TOKEN     the token; it needs Stream Read to list and wait, and Stream Write
                           to create and delete, and to fetch what was not created before
  CLOUDFLARE_EMAIL         or else the e-mail address of a user
  CLOUDFLARE_API_KEY       and the Global API Key of that user
  CLOUDFLARE_ACCOUNT_ID    the account of the videos, unless --account-id is given
  CLOUDFLARE_BASE_URL      another address of the API, unless --base-url is given
  CLOUDFLARE_STREAM_SIGNING_KEY, CLOUDFLARE_STREAM_SIGNING_KEY_FILE
                           a key to sign for private videos with, as the API hands it out, or a
                           file with it; without one, the API is asked to sign
  CLOUDFLARE_STREAM_SIGNING_KEY_ID
                           the id of the key, which a PEM does not hold

There is no flag for a secret: others can read the arguments of a process.

Exit codes:
  0    done
  1    failure, such as no response, or a wait that ran out of time
  2    usage: a bad argument, flag or identifier; nothing was sent
  3    not authorized (401, 403)
  4    no such account, video or download (404)
  5    rate limited (429)
  6    the service could not generate the download
  7    local file or disk; a target that exists and no --force, too
  8    an export ended, and some videos failed
  130  interrupted

With --json, stdout gets one JSON value, on failure too:
{"error":{"message","kind","video","status","code","exit_code"}}, with the status of HTTP and the
code of the API, each 0 if there is none. The kind is one of invalid, unauthorized, not_found,
rate_limited, generation_failed, timeout, network, protocol, local, exists, locked, incomplete,
interrupted, and failure for anything else. Everything but the result goes to stderr. Progress is
shown as a bar on a terminal, and as a line every 10 seconds elsewhere.`

const rootExample = `  export CLOUDFLARE_API_TOKEN=… CLOUDFLARE_ACCOUNT_ID=…
  streamdl fetch ea95132c15732412d22c1476fa83f27a
  streamdl fetch ea95132c15732412d22c1476fa83f27a --type audio -o talk.m4a

  streamdl demo                                 # all of it, without an account`

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "streamdl",
		Short:         "Turn videos of Cloudflare Stream into files",
		Long:          about,
		Example:       rootExample,
		Version:       readVersion().String(),
		SilenceErrors: true,
		SilenceUsage:  true,
		// It runs once the command line was found good, and before the command does.
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			err := checkGiven(cmd.Flags())
			a.begun = err == nil
			return err
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetVersionTemplate("streamdl {{.Version}}\n")
	root.SetFlagErrorFunc(explainFlag)
	flags := root.PersistentFlags()
	flags.BoolVar(&a.json, "json", false, "print one JSON value on stdout")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "show no progress and no retries")
	flags.BoolVar(&a.debug, "debug", false, "log each call to stderr")
	flags.StringVar(&a.accountID, "account-id", "", "account of the videos (default $CLOUDFLARE_ACCOUNT_ID)")
	flags.StringVar(&a.baseURL, "base-url", "", "address of the API (default $CLOUDFLARE_BASE_URL or the service's)")
	addGroup(root, "One video:", newList(a), newCreate(a), newWait(a), newFetch(a), newLink(a), newDelete(a))
	addGroup(root, "The library:", newVideos(a), newExport(a))
	addGroup(root, "Without an account:", newDemo(a), newServe(a))
	root.AddCommand(newVersion(a))
	for _, cmd := range root.Commands() {
		if cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
	}
	strict(root)
	return root
}

// addGroup adds commands that stand together in the help.
func addGroup(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title})
	for _, command := range commands {
		command.GroupID = title
	}
	root.AddCommand(commands...)
}

// strict makes the commands that the library adds refuse a wrong argument like the others do: of themselves
// they print their help to stdout and succeed, which ends up in the file of who wanted a completion script.
func strict(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				_, _, err := root.Find(args)
				return err
			}
		case "completion":
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}
