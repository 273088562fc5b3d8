/*
 * The model server of the benchmark: one epoll loop, fixed answers, event streams whose
 * chunks carry the time at which they were written.
 *
 * stub PORT [CPU [MIN_DELAY_MS MAX_DELAY_MS]]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 4096, HEAD = 16384, CHUNKS = 100, GAP_NS = 10000000 };

struct conn {
	char head[HEAD];
	int used, streaming, left;
	long body_left;
	long long due;
};

static struct conn *conns[MAX_FDS];
static int delay_ms, top;

static long long now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void drop(int fd) {
	close(fd);
	free(conns[fd]);
	conns[fd] = NULL;
}

static void answer(int fd) {
	static char pad[400];
	char out[1024];
	memset(pad, 'x', sizeof pad - 1);
	char body[512];
	int n = snprintf(body, sizeof body, "{\"object\":\"chat.completion\",\"delay\":%d,\"pad\":\"%.380s\"}", delay_ms, pad);
	int h = snprintf(out, sizeof out,
			"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Delay-Ms: %d\r\nContent-Length: %d\r\n\r\n%s", delay_ms, n, body);
	if (write(fd, out, h) != h)
		drop(fd);
}

static void begin_stream(int fd) {
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
	if (write(fd, head, sizeof head - 1) < 0) {
		drop(fd);
		return;
	}
	conns[fd]->streaming = 1;
	conns[fd]->left = CHUNKS;
	conns[fd]->due = now();
}

static void stream(int fd, struct conn *c) {
	char event[512], out[600];
	int n;
	if (c->left > 0) {
		int e = snprintf(event, sizeof event,
				"data: {\"ts\":%lld,\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"}}],\"id\":\"chatcmpl-0123456789\",\"model\":\"stub\",\"object\":\"chat.completion.chunk\"}\n\n", now());
		n = snprintf(out, sizeof out, "%x\r\n%s\r\n", e, event);
		c->left--;
		c->due += GAP_NS;
	}
	else {
		n = snprintf(out, sizeof out, "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
		c->streaming = 0;
	}
	if (write(fd, out, n) != n)
		drop(fd);
}

static void requests(int fd, struct conn *c) {
	while (conns[fd] == c && c->used > 0 && !c->streaming) {
		if (c->body_left > 0) {
			c->used = 0;
			return;
		}
		c->head[c->used] = 0;
		char *end = memmem(c->head, c->used, "\r\n\r\n", 4);
		if (end == NULL)
			return;
		char *length = strcasestr(c->head, "\r\ncontent-length:");
		long want = (length != NULL && length < end) ? atol(length + 17) : 0;
		int have = c->used - (int)(end + 4 - c->head);
		if (have < want && have < 256 && want <= HEAD / 2)
			return;
		int wants_stream = strstr(end, "\"stream\":true") != NULL;
		if (have >= want) {
			memmove(c->head, end + 4 + want, have - want);
			c->used = have - want;
			if (wants_stream)
				begin_stream(fd);
			else
				answer(fd);
		}
		else {
			c->body_left = want - have;
			c->used = 0;
		}
	}
}

static void readable(int fd, struct conn *c) {
	static char big[1 << 20];
	for (;;) {
		if (c->body_left > 0) {
			long n = read(fd, big, c->body_left < (long)sizeof big ? c->body_left : (long)sizeof big);
			if (n <= 0) {
				if (n == 0 || errno != EAGAIN)
					drop(fd);
				return;
			}
			c->body_left -= n;
			if (c->body_left == 0)
				answer(fd);
			if (conns[fd] != c)
				return;
			continue;
		}
		int n = read(fd, c->head + c->used, HEAD - 1 - c->used);
		if (n <= 0) {
			if (n == 0 || errno != EAGAIN)
				drop(fd);
			return;
		}
		c->used += n;
		requests(fd, c);
		if (conns[fd] != c)
			return;
	}
}

int main(int argc, char **argv) {
	int port = atoi(argv[1]);
	if (argc > 2 && atoi(argv[2]) >= 0) {
		cpu_set_t set;
		CPU_ZERO(&set);
		CPU_SET(atoi(argv[2]), &set);
		sched_setaffinity(0, sizeof set, &set);
	}
	if (argc > 4) {
		struct timespec t;
		clock_gettime(CLOCK_REALTIME, &t);
		srand(t.tv_nsec ^ getpid());
		delay_ms = atoi(argv[3]) + rand() % (atoi(argv[4]) - atoi(argv[3]) + 1);
		usleep(delay_ms * 1000);
	}
	int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 1024)) {
		perror("stub");
		return 1;
	}
	int poll = epoll_create1(0);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = server }, events[256];
	epoll_ctl(poll, EPOLL_CTL_ADD, server, &event);
	for (;;) {
		long long soonest = -1;
		for (int fd = 0; fd <= top; fd++)
			if (conns[fd] != NULL && conns[fd]->streaming && (soonest < 0 || conns[fd]->due < soonest))
				soonest = conns[fd]->due;
		long long wait = soonest - now();
		struct timespec gap = { 0, wait < 0 ? 0 : wait };
		int n = epoll_pwait2(poll, events, 256, soonest < 0 ? NULL : &gap, NULL);
		for (int i = 0; i < n; i++) {
			int fd = events[i].data.fd;
			if (fd == server) {
				int client = accept4(server, NULL, NULL, SOCK_NONBLOCK);
				if (client >= 0 && client < MAX_FDS) {
					setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
					conns[client] = calloc(1, sizeof(struct conn));
					top = client > top ? client : top;
					event.events = EPOLLIN;
					event.data.fd = client;
					epoll_ctl(poll, EPOLL_CTL_ADD, client, &event);
				}
				else if (client >= 0)
					close(client);
			}
			else if (conns[fd] != NULL)
				readable(fd, conns[fd]);
		}
		long long time = now();
		for (int fd = 0; fd <= top; fd++)
			if (conns[fd] != NULL && conns[fd]->streaming && conns[fd]->due <= time)
				stream(fd, conns[fd]);
	}
}
