/*
 * The client of the benchmark: one epoll loop, keep-alive, every answer checked. Prints
 * one line of JSON.
 *
 * load requests PORT CONNECTIONS SECONDS RATE   (RATE 0: closed loop)
 * load streams PORT CONNECTIONS ROUNDS
 * load bodies PORT CONNECTIONS ROUNDS first|last
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BIG = 20000000, CHUNKS = 100, MAX_SAMPLES = 4000000 };

struct conn {
	int fd, busy, events, got_first, state;
	long chunk;
	long used, sent;
	long long began;
	char in[65536];
};

static char *request;
static long request_length;
static int port, poll_fd, bad;
static float *samples, *firsts;
static long sample_count, first_count;
static long done, merged, chunks;

static long long now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sample(float *into, long *count, long long ns) {
	if (*count < MAX_SAMPLES)
		into[(*count)++] = ns / 1000.0f;
}

static void dial(struct conn *c) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) {
		perror("connect");
		exit(1);
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

static void push(struct conn *c) {
	while (c->sent < request_length) {
		long n = write(c->fd, request + c->sent, request_length - c->sent);
		if (n < 0 && errno == EAGAIN) {
			struct epoll_event event = { .events = EPOLLIN | EPOLLOUT, .data.ptr = c };
			epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &event);
			return;
		}
		if (n < 0) {
			bad++;
			return;
		}
		c->sent += n;
	}
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	if (request_length > 65536)
		epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &event);
}

static void start(struct conn *c) {
	c->busy = 1;
	c->used = c->sent = c->events = c->got_first = c->state = 0;
	c->chunk = 0;
	c->began = now();
	push(c);
}

static void fail(struct conn *c) {
	bad++;
	c->busy = 0;
	close(c->fd);
	dial(c);
}

static int whole(struct conn *c) {
	c->in[c->used] = 0;
	char *end = strstr(c->in, "\r\n\r\n");
	if (end == NULL)
		return 0;
	char *length = strcasestr(c->in, "content-length:");
	if (strncmp(c->in, "HTTP/1.1 200", 12) != 0 || length == NULL)
		return -1;
	return c->used >= end + 4 - c->in + atol(length + 15);
}

static void read_answer(struct conn *c) {
	long n = read(c->fd, c->in + c->used, sizeof c->in - 1 - c->used);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0 || !c->busy) {
		fail(c);
		return;
	}
	c->used += n;
	int state = whole(c);
	if (state < 0)
		fail(c);
	else if (state > 0) {
		sample(samples, &sample_count, now() - c->began);
		done++;
		c->busy = 0;
	}
}

/* Takes HTTP's chunks off; events may be cut anywhere. Returns 1 at the end of the body. */
static int unchunk(struct conn *c, const char *raw, long n) {
	enum { HEADERS, SIZE, DATA, DATA_END, TRAILER };
	for (long i = 0; i < n; i++) {
		char b = raw[i];
		switch (c->state) {
		case HEADERS:
			c->in[c->used++] = b;
			if (c->used >= 4 && memcmp(c->in + c->used - 4, "\r\n\r\n", 4) == 0) {
				c->state = memcmp(c->in, "HTTP/1.1 200", 12) == 0 ? SIZE : TRAILER;
				c->used = c->chunk = 0;
			}
			break;
		case SIZE:
			if (b == '\n')
				c->state = c->chunk > 0 ? DATA : TRAILER;
			else if (b != '\r')
				c->chunk = c->chunk * 16 + (b <= '9' ? b - '0' : (b | 32) - 'a' + 10);
			break;
		case DATA:
			c->in[c->used++] = b;
			if (--c->chunk == 0)
				c->state = DATA_END;
			break;
		case DATA_END:
			if (b == '\n')
				c->state = SIZE;
			break;
		case TRAILER:
			if (b == '\n')
				return 1;
		}
	}
	return 0;
}

static void read_stream(struct conn *c) {
	static char raw[32768];
	long n = read(c->fd, raw, sizeof raw);
	long long time = now();
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0 || !c->busy || c->used + n >= (long)sizeof c->in) {
		fail(c);
		return;
	}
	if (!c->got_first) {
		c->got_first = 1;
		sample(firsts, &first_count, time - c->began);
	}
	int over = unchunk(c, raw, n), in_read = 0;
	c->in[c->used] = 0;
	char *at = c->in, *next, *end;
	while (c->state > 0 && (end = strstr(at, "\n\n")) != NULL) {
		if ((next = strstr(at, "\"ts\":")) != NULL && next < end) {
			sample(samples, &sample_count, time - atoll(next + 5));
			in_read++;
		}
		at = end + 2;
	}
	c->events += in_read;
	chunks += in_read;
	merged += in_read > 1 ? in_read - 1 : 0;
	c->used -= at - c->in;
	memmove(c->in, at, c->used + 1);
	if (over) {
		if (c->events != CHUNKS)
			bad++;
		done++;
		c->busy = 0;
	}
}

static int by_value(const void *a, const void *b) {
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

static float quantile(float *of, long count, double q) {
	return count ? of[(long)(q * (count - 1))] : 0;
}

static void make(const char *extra, long filler, int last) {
	char *body = malloc(filler + 1024), *pad = malloc(filler + 1);
	memset(pad, 'a', filler);
	pad[filler] = 0;
	int n = last ? sprintf(body, "{%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"model\":\"stub\"}", extra, pad)
			: sprintf(body, "{\"model\":\"stub\",%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}", extra, pad);
	request = malloc(n + 512);
	request_length = sprintf(request,
			"POST %s HTTP/1.1\r\nHost: localhost:%d\r\nUser-Agent: bench\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			getenv("BENCH_PATH") ? getenv("BENCH_PATH") : "/v1/chat/completions", port, n, body);
}

int main(int argc, char **argv) {
	const char *mode = argv[1];
	port = atoi(argv[2]);
	int count = atoi(argv[3]), limit = atoi(argv[4]);
	double rate = mode[0] == 'r' ? atof(argv[5]) : 0;
	samples = malloc(MAX_SAMPLES * sizeof(float));
	firsts = malloc(MAX_SAMPLES * sizeof(float));
	if (mode[0] == 'r')
		make("\"temperature\":0.5,", 390, 0);
	else if (mode[0] == 's')
		make("\"stream\":true,", 390, 0);
	else
		make("", BIG, argv[5][0] == 'l');
	poll_fd = epoll_create1(0);
	struct conn *conns = calloc(count, sizeof(struct conn));
	for (int i = 0; i < count; i++)
		dial(&conns[i]);
	long long began = now(), end = began + limit * 1000000000LL, next = began;
	long started = 0, total = mode[0] == 'r' ? -1 : (long)count * limit;
	struct epoll_event events[256];
	while (bad < 100 && now() < began + 120000000000LL) {
		int busy = 0;
		for (int i = 0; i < count; i++) {
			long long time = now();
			int more = total < 0 ? time < end : started < total;
			if (!conns[i].busy && more && (rate == 0 || time >= next)) {
				start(&conns[i]);
				started++;
				if (rate > 0)
					next += (long long)(1e9 / rate);
			}
			busy += conns[i].busy;
		}
		if (busy == 0 && (total < 0 ? now() >= end : started >= total))
			break;
		struct timespec wait = { 0, 50000000 };
		if (rate > 0) {
			long long gap = next - now();
			wait.tv_nsec = gap < 0 ? 0 : gap > 50000000 ? 50000000 : gap;
		}
		int n = epoll_pwait2(poll_fd, events, 256, &wait, NULL);
		for (int i = 0; i < n; i++) {
			struct conn *c = events[i].data.ptr;
			if (events[i].events & EPOLLOUT)
				push(c);
			if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
				mode[0] == 's' ? read_stream(c) : read_answer(c);
		}
	}
	double seconds = (now() - began) / 1e9;
	qsort(samples, sample_count, sizeof(float), by_value);
	qsort(firsts, first_count, sizeof(float), by_value);
	printf("{\"done\":%ld,\"bad\":%d,\"seconds\":%.4f,\"p50\":%.1f,\"p99\":%.1f,\"chunks\":%ld,\"merged\":%ld,\"first50\":%.1f}\n",
			done, bad, seconds, quantile(samples, sample_count, 0.5), quantile(samples, sample_count, 0.99), chunks,
			merged, quantile(firsts, first_count, 0.5));
	return 0;
}
