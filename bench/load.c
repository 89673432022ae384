/* The chat's own load: some talk, all listen, and what each of them hears is counted.
 *
 * Connections are opened and signed in elsewhere (crowd.py) and come as file descriptors. Frames are
 * searched, not understood: each message carries a mark that says who sent it, as which of theirs and
 * when,
 *
 *     mark-SS-NNNNNNN-TTTTTTTTTTTTTTTT       sender, number, nanoseconds
 *
 * and each mark that arrives is counted, held against the one before it, and timed. A peer that has
 * the words of a message twice in one event is told by `needle`, what stands before the right one.
 *
 * At a rate, a message counts as sent when it was due, even if the load was late with it. Otherwise
 * each sender keeps `window` messages on their way, and sends the next as its own comes back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK 32
#define NEEDLE_MOST 64
#define BUFFER (1 << 18)
#define SECOND 1000000000ull
#define LATE (SECOND / 200)
#define PING 0x89
#define PING_MOST 16
/* As many nanoseconds as a mark can tell apart: 115 days. */
#define TIMES 10000000000000000ULL

struct asked {
    int lines, talkers, window;
    int *fds, *who, *lengths, *mark_at, *id_at;
    char **frames, *needle;
    double rate, seconds, warm, patience, heard_by;
    uint32_t *delays;
    uint64_t room;
};

struct found {
    uint64_t said, heard, steady_said, steady_heard, disorder, delays, late, closed;
    double cpu;
};

struct line {
    int fd, talks, tail;
    char kept[NEEDLE_MOST + MARK];
};

struct talker {
    struct line *line;
    char *frame;
    int length, mark_at, id_at, unsent;
    uint64_t number;
    int on_their_way;
};

struct load {
    struct asked *asked;
    struct found *found;
    struct line *lines;
    struct talker *talkers;
    uint32_t *last;
    int epoll, needle;
    uint64_t began, warm, end;
};

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static double cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_THREAD, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec
         + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void digits(char *at, int count, uint64_t value) {
    while (count--) {
        at[count] = '0' + value % 10;
        value /= 10;
    }
}

static uint64_t number(const char *at, int count) {
    uint64_t value = 0;
    for (; count--; at++) value = value * 10 + *at - '0';
    return value;
}

/* What does not fit into the socket now is sent later; returns whether all is gone. */
static int flush(struct talker *one) {
    while (one->unsent) {
        char *rest = one->frame + one->length - one->unsent;
        ssize_t sent = send(one->line->fd, rest, one->unsent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) return 0;
        one->unsent -= sent;
    }
    return 1;
}

static int say(struct load *load, int who, uint64_t due) {
    struct talker *one = &load->talkers[who];
    if (!flush(one)) return 0;
    char *mark = one->frame + one->mark_at;
    digits(mark + 5, 2, who);
    digits(mark + 8, 7, ++one->number);
    digits(mark + 16, 16, due);
    if (one->id_at >= 0) digits(one->frame + one->id_at, 12, one->number);
    one->unsent = one->length;
    one->on_their_way++;
    load->found->said++;
    if (due >= load->warm) load->found->steady_said++;
    flush(one);
    return 1;
}

/* Say all that is due by now, and was before the end; returns how many nanoseconds to wait then. */
static uint64_t say_what_is_due(struct load *load, uint64_t at, uint64_t *count) {
    struct asked *asked = load->asked;
    for (;; ++*count) {
        uint64_t due = load->began + *count * (SECOND / asked->rate);
        if (due >= load->end) return at < load->end ? load->end - at : SECOND / 1000;
        if (due > at) return due - at;
        if (!say(load, *count % asked->talkers, due)) return SECOND / 1000;
        if (at - due > LATE) load->found->late++;
    }
}

static void keep_talking(struct load *load, int who, uint64_t at) {
    struct talker *one = &load->talkers[who];
    while (at < load->end && one->on_their_way < load->asked->window)
        if (!say(load, who, now())) return;
}

static void hear(struct load *load, struct line *line, const char *mark, uint64_t at) {
    struct asked *asked = load->asked;
    struct found *found = load->found;
    int who = number(mark + 5, 2);
    uint32_t count = number(mark + 8, 7);
    uint64_t said_at = load->began - load->began % TIMES + number(mark + 16, 16);
    if (who >= asked->talkers || said_at < load->began) return;
    uint32_t *last = &load->last[(line - load->lines) * asked->talkers + who];
    if (count != *last + 1) found->disorder++;
    *last = count;
    found->heard++;
    if (at >= load->warm && at < load->end) found->steady_heard++;
    if (said_at >= load->warm && found->delays < asked->room)
        asked->delays[found->delays++] = (at - said_at) / 1000;
    if (line->talks == who) load->talkers[who].on_their_way--;
}

/* A server that asks whether we live closes the connection unless it is answered. */
static void answer_pings(struct line *line, const char *from, const char *end) {
    while ((from = memchr(from, PING, end - from))) {
        unsigned char count = end - from > 1 ? from[1] : 255;
        if (count <= PING_MOST && end - from >= 2 + count) {
            char pong[6 + PING_MOST] = {0x8A, 0x80 | count};
            memcpy(pong + 6, from + 2, count);
            send(line->fd, pong, 6 + count, MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        from++;
    }
}

static void search(struct load *load, struct line *line, char *from, char *end, uint64_t at) {
    int whole = load->needle + MARK;
    while (from < end) {
        char *seen = memmem(from, end - from, load->asked->needle, load->needle + 5);
        if (!seen || end - seen < whole) {
            char *rest = seen ? seen : end - from < load->needle + 4 ? from : end - load->needle - 4;
            line->tail = end - rest;
            memcpy(line->kept, rest, line->tail);
            return;
        }
        hear(load, line, seen + load->needle, at);
        from = seen + whole;
    }
}

static void receive(struct load *load, struct line *line, char *buffer) {
    memcpy(buffer, line->kept, line->tail);
    ssize_t count = recv(line->fd, buffer + line->tail, BUFFER, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        epoll_ctl(load->epoll, EPOLL_CTL_DEL, line->fd, NULL);
        load->found->closed++;
        return;
    }
    char *new = buffer + line->tail;
    uint64_t at = now();
    line->tail = 0;
    answer_pings(line, new, new + count);
    search(load, line, buffer, new + count, at);
    if (line->talks >= 0 && load->asked->rate == 0) keep_talking(load, line->talks, at);
}

static void work(struct load *load) {
    struct asked *asked = load->asked;
    struct found *found = load->found;
    struct epoll_event events[256];
    char *buffer = malloc(BUFFER + NEEDLE_MOST + MARK);
    uint64_t count = 0, stop = load->end + asked->patience * SECOND, at = now();
    double before = cpu();
    if (asked->rate == 0)
        for (int who = 0; who < asked->talkers; who++) keep_talking(load, who, at);
    for (; at < stop; at = now()) {
        uint64_t wait = asked->rate > 0 ? say_what_is_due(load, at, &count) : SECOND / 1000;
        if (at >= load->end) {
            if (!found->cpu) found->cpu = (cpu() - before) / asked->seconds;
            if (found->heard >= asked->heard_by * found->said) break;
        }
        for (int who = 0; who < asked->talkers; who++)
            if (!flush(&load->talkers[who]) && wait > SECOND / 1000) wait = SECOND / 1000;
        struct timespec most = {0, wait < SECOND ? wait : SECOND - 1};
        int ready = epoll_pwait2(load->epoll, events, 256, &most, NULL);
        for (int n = 0; n < ready; n++) receive(load, events[n].data.ptr, buffer);
    }
    free(buffer);
}

void run(struct asked *asked, struct found *found) {
    struct load load = {.asked = asked, .found = found, .needle = strlen(asked->needle) - 5};
    load.lines = calloc(asked->lines, sizeof *load.lines);
    load.talkers = calloc(asked->talkers, sizeof *load.talkers);
    load.last = calloc((size_t)asked->lines * asked->talkers, sizeof *load.last);
    load.epoll = epoll_create1(0);
    for (int n = 0; n < asked->lines; n++) {
        load.lines[n] = (struct line){.fd = asked->fds[n], .talks = -1};
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &load.lines[n]};
        epoll_ctl(load.epoll, EPOLL_CTL_ADD, asked->fds[n], &event);
    }
    for (int who = 0; who < asked->talkers; who++) {
        load.lines[asked->who[who]].talks = who;
        load.talkers[who] = (struct talker){
            .line = &load.lines[asked->who[who]], .frame = asked->frames[who],
            .length = asked->lengths[who], .mark_at = asked->mark_at[who], .id_at = asked->id_at[who],
        };
    }
    load.began = now();
    load.warm = load.began + asked->warm * SECOND;
    load.end = load.began + asked->seconds * SECOND;
    work(&load);
    close(load.epoll);
    free(load.lines), free(load.talkers), free(load.last);
}
