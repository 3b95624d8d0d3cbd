package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// nginx is a server with a configuration of its own, which writes nowhere but into one folder.
type nginx struct {
	cmd     *exec.Cmd
	address string
	output  bytes.Buffer
}

const nginxConfig = `
daemon off;
worker_processes auto;
pid %[1]s/nginx.pid;
error_log stderr warn;
%[3]s
events { worker_connections 512; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_timeout 65;
	types { video/mp4 mp4; }
	client_body_temp_path %[1]s/nginx-body;
	proxy_temp_path %[1]s/nginx-proxy;
	fastcgi_temp_path %[1]s/nginx-fastcgi;
	uwsgi_temp_path %[1]s/nginx-uwsgi;
	scgi_temp_path %[1]s/nginx-scgi;
	server {
		listen %[2]s;
		root %[1]s/served;
	}
}
`

// startNginx serves dir/served on a free port.
func startNginx(dir string) (*nginx, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(nginxConfig, dir, address, asUser())
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	server := &nginx{address: address}
	server.cmd = exec.Command(find("nginx", "/usr/sbin/nginx"), "-c", config, "-e", "stderr") //nolint:gosec,noctx // stopped by stop
	server.cmd.Stderr = &server.output
	if err := server.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start nginx (Debian package nginx-light): %w", err)
	}
	if err := server.ready(); err != nil {
		server.stop()
		return nil, fmt.Errorf("%w: %s", err, server.output.Bytes())
	}
	return server, nil
}

// asUser keeps nginx, when root starts it, from becoming one who may not read the files.
func asUser() string {
	if me, err := user.Current(); err == nil && me.Uid == "0" {
		return "user " + me.Username + ";"
	}
	return ""
}

func (n *nginx) ready() error {
	for range 100 {
		resp, err := http.Head(n.url("whole.mp4")) //nolint:noctx // loopback
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
			return fmt.Errorf("nginx answers %s", resp.Status)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.New("nginx does not answer")
}

func (n *nginx) url(name string) string { return "http://" + n.address + "/" + name }

// cpu is the processor time that the workers have used, as Linux counts it: in hundredths of a second.
func (n *nginx) cpu() (used time.Duration) {
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", n.cmd.Process.Pid))
	for _, worker := range strings.Fields(string(children)) {
		stat, _ := os.ReadFile("/proc/" + worker + "/stat")
		_, after, _ := strings.Cut(string(stat), ") ") // the name may have spaces in it
		fields := strings.Fields(after)
		if len(fields) < 13 {
			continue
		}
		for _, ticks := range fields[11:13] { // user and system time
			count, _ := strconv.ParseInt(ticks, 10, 64)
			used += time.Duration(count) * 10 * time.Millisecond
		}
	}
	return used
}

func (n *nginx) stop() {
	_ = n.cmd.Process.Signal(syscall.SIGTERM)
	_ = n.cmd.Wait()
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // at once
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// find searches for a program in the path, and then where Debian puts it.
func find(name, other string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return other
}
