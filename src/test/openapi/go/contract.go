// The contract of contract.ts with the client of OpenAPI Generator. Arguments: origins of pods, cookie, user.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"contract/carillon"
)

var ctx = context.Background()

// spread sends each request to the next pod, whichever one its address names.
type spread struct {
	pods []string
	next int
}

func (s *spread) RoundTrip(request *http.Request) (*http.Response, error) {
	pod, err := url.Parse(s.pods[s.next%len(s.pods)])
	if err != nil {
		return nil, err
	}
	s.next++
	request.URL.Host = pod.Host
	request.Host = pod.Host
	return http.DefaultTransport.RoundTrip(request)
}

func equal[T comparable](actual T, expected T) {
	if actual != expected {
		panic(fmt.Sprintf("%v instead of %v", actual, expected))
	}
}

func must[T any](answer *T, response *http.Response, err error) *T {
	if err != nil {
		panic(fmt.Sprintf("%v: %s", err, problem(err)))
	}
	return answer
}

func problem(err error) []byte {
	var failure *carillon.GenericOpenAPIError
	if errors.As(err, &failure) {
		return failure.Body()
	}
	return nil
}

func rejected(status int, code string, response *http.Response, err error) {
	if err == nil {
		panic("not rejected")
	}
	equal(response.StatusCode, status)
	var told struct{ Code string }
	if json.Unmarshal(problem(err), &told) != nil {
		panic(string(problem(err)))
	}
	equal(told.Code, code)
}

func body(title string) *carillon.CreateNotification {
	return carillon.NewCreateNotification("contract", title, "m")
}

func main() {
	pods, cookie, me := strings.Split(os.Args[1], ","), os.Args[2], os.Args[3]
	configuration := carillon.NewConfiguration()
	configuration.Servers = carillon.ServerConfigurations{{URL: pods[0]}}
	configuration.HTTPClient = &http.Client{Transport: &spread{pods: pods}}
	configuration.AddDefaultHeader("Cookie", cookie)
	client := carillon.NewAPIClient(configuration)
	key := fmt.Sprintf("contract-%d", time.Now().UnixNano())
	create := func(body *carillon.CreateNotification) carillon.ApiCreateNotificationRequest {
		return client.NotificationsAPI.CreateNotification(ctx).CreateNotification(*body)
	}
	mine := func() *carillon.CreateNotification {
		one := body("first")
		one.SetUserId(me)
		one.SetData(map[string]interface{}{"room": "A"})
		return one
	}

	first := must(create(mine()).IdempotencyKey(key).Execute())
	equal(first.GetTitle(), "first")
	equal(first.GetIsRead(), false)
	equal(must(create(mine()).IdempotencyKey(key).Execute()).GetId(), first.GetId())
	_, response, err := create(body("other")).IdempotencyKey(key).Execute()
	rejected(409, "key_reused", response, err)
	both := body("first")
	both.SetUserIds([]string{me, "somebody"})
	equal(len(must(create(both).Execute()).GetNotifications()), 2)
	_, response, err = create(body("")).Execute()
	rejected(400, "invalid_field", response, err)
	batch := carillon.NewCreateNotifications([]carillon.CreateNotification{*body("first"), *body("second")})
	equal(len(must(client.NotificationsAPI.CreateNotifications(ctx).CreateNotifications(*batch).Execute()).GetNotifications()), 2)

	page := must(client.InboxAPI.ListNotifications(ctx).Limit(2).Execute())
	equal(len(page.GetNotifications()), 2)
	rest := must(client.InboxAPI.ListNotifications(ctx).Before(page.GetNextBefore()).Execute())
	equal(rest.NextBefore.Get() == nil, true)
	equal(rest.GetNotifications()[len(rest.GetNotifications())-1].GetId(), first.GetId())
	equal(must(client.InboxAPI.CountUnread(ctx).Execute()).GetCount(), 4)
	read := carillon.NewChangeNotification()
	read.SetIsRead(true)
	equal(must(client.InboxAPI.ChangeNotification(ctx, first.GetId()).ChangeNotification(*read).Execute()).GetIsRead(), true)
	through := carillon.NewMarkRead()
	through.SetThrough(page.GetNotifications()[0].GetId())
	equal(must(client.InboxAPI.MarkRead(ctx).MarkRead(*through).Execute()).GetCount(), 0)
	equal(must(client.InboxAPI.GetNotification(ctx, first.GetId()).Execute()).GetTitle(), "first")
	if _, err := client.InboxAPI.DeleteNotification(ctx, first.GetId()).Execute(); err != nil {
		panic(err)
	}
	_, response, err = client.InboxAPI.GetNotification(ctx, first.GetId()).Execute()
	rejected(404, "not_found", response, err)
	ticket := must(client.StreamTicketsAPI.CreateStreamTicket(ctx).CreateStreamTicket(*carillon.NewCreateStreamTicket()).Execute())
	equal(len(ticket.GetTicket()), 43)
	fmt.Println("holds")
}
