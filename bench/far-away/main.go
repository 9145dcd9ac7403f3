// Command far-away passes a server's bytes on, those of the client later: a server far away and nothing else. It is written in Go
// because what it costs itself is taken from the two cores on which everything here runs.
//
//	far-away HOST:PORT DELAY    prints the port that it listens on
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"
)

type chunk struct {
	due  time.Time
	data []byte
}

func main() {
	delay, err := time.ParseDuration(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go pass(client, os.Args[1], delay)
	}
}

func pass(client net.Conn, address string, delay time.Duration) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	late := make(chan chunk, 64)
	go func() {
		defer close(late)
		for {
			buffer := make([]byte, 32*1024)
			n, err := client.Read(buffer)
			if n > 0 {
				late <- chunk{time.Now().Add(delay), buffer[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	go func() {
		for each := range late {
			time.Sleep(time.Until(each.due))
			if _, err := server.Write(each.data); err != nil {
				break
			}
		}
		server.Close()
	}()
	io.Copy(client, server)
}
