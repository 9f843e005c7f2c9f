/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of name servers, good, strange and hostile. */
#include "enrich/dns_answer.h"

#include "base/err.h"
#include "enrich/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define Q "1.2.0.192.in-addr.arpa"

static struct dns_message message;

static int read_ptr(struct dns_answer *out)
{
    return dns_answer_read(message.bytes, message.len, Q, DNS_PTR, out);
}

static void reverse_names_are_those_of_the_rfcs(void **state)
{
    static const struct {
        const char *text;
        const char *name;
    } rows[] = {
        {"192.0.2.1", "1.2.0.192.in-addr.arpa"},
        {"255.254.253.252", "252.253.254.255.in-addr.arpa"},
        {"2001:db8::567:89ab",
         "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
         "ip6.arpa"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct addr addr;
        char out[DNS_REVERSE_CAP];

        assert_true(addr_parse(str_from(rows[i].text), &addr));
        assert_string_equal(dns_reverse_name(&addr, out), rows[i].name);
    }
}

static void a_name_comes_with_its_time(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    message_pointer(&message, "1.2.0.192.IN-ADDR.arpa", DNS_PTR, 300,
                    "Host-1.example.com");
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.outcome, DNS_FOUND);
    assert_int_equal(answer.name_count, 1);
    assert_string_equal(answer.names[0], "Host-1.example.com");
    assert_true(answer.has_ttl);
    assert_int_equal(answer.ttl_s, 300);
    assert_false(answer.is_cut);
    dns_answer_fini(&answer);
}

static void names_are_sorted_and_each_is_there_once(void **state)
{
    static const char *const names[] = {"c.test", "a.test", "c.test", "b.test",
                                        "a.test"};
    struct dns_answer answer;
    size_t i;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    for (i = 0; i < 5; i++) {
        message_pointer(&message, Q, DNS_PTR, (uint32_t)(100 - i), names[i]);
    }
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.name_count, 3);
    assert_string_equal(answer.names[0], "a.test");
    assert_string_equal(answer.names[1], "b.test");
    assert_string_equal(answer.names[2], "c.test");
    assert_int_equal(answer.ttl_s, 96);
    dns_answer_fini(&answer);
}

static void of_two_hundred_names_the_first_ten_are_kept(void **state)
{
    struct dns_answer answer;
    char name[32];
    int i;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    for (i = 199; i >= 0; i--) {
        (void)snprintf(name, sizeof(name), "n%03d.test", (i * 7) % 200);
        message_pointer(&message, Q, DNS_PTR, 60, name);
    }
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.name_count, LOOKUP_NAMES_MAX);
    assert_true(answer.is_cut);
    for (i = 0; i < LOOKUP_NAMES_MAX; i++) {
        (void)snprintf(name, sizeof(name), "n%03d.test", i);
        assert_string_equal(answer.names[i], name);
    }
    dns_answer_fini(&answer);
}

static void aliases_are_followed_in_any_order(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    message_pointer(&message, "1.0-25.2.0.192.in-addr.arpa", DNS_PTR, 400,
                    "h.test");
    message_pointer(&message, "elsewhere.test", DNS_PTR, 1, "wrong.test");
    message_pointer(&message, "x.test", DNS_CNAME, 30,
                    "1.0-25.2.0.192.in-addr.arpa");
    message_pointer(&message, Q, DNS_CNAME, 500, "x.test");
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.name_count, 1);
    assert_string_equal(answer.names[0], "h.test");
    assert_int_equal(answer.ttl_s, 30);
    dns_answer_fini(&answer);
}

static void chain(int hops)
{
    char from[32] = Q;
    char to[32];
    int i;

    message_begin(&message, 0, Q, DNS_PTR);
    for (i = 0; i < hops; i++) {
        (void)snprintf(to, sizeof(to), "hop%d.test", i);
        message_pointer(&message, from, DNS_CNAME, 60, to);
        memcpy(from, to, sizeof(from));
    }
    message_pointer(&message, from, DNS_PTR, 60, "end.test");
}

static void a_chain_has_eight_links_at_most(void **state)
{
    struct dns_answer answer;

    (void)state;
    chain(8);
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.outcome, DNS_FOUND);
    dns_answer_fini(&answer);
    chain(9);
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.outcome, DNS_NOTHING);
    assert_false(answer.has_ttl);
}

static void a_loop_of_aliases_ends(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    message_pointer(&message, Q, DNS_CNAME, 60, "a.test");
    message_pointer(&message, "a.test", DNS_CNAME, 60, Q);
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.outcome, DNS_NOTHING);
}

static const struct {
    const char *why;
    unsigned rcode;
    bool has_soa;
    uint32_t soa_ttl;
    uint32_t minimum;
    enum dns_outcome outcome;
    bool has_ttl;
    uint32_t ttl;
} negatives[] = {
    {"no such name", 3, true, 900, 300, DNS_NOTHING, true, 300},
    {"no such record", 0, true, 200, 300, DNS_NOTHING, true, 200},
    {"without SOA nothing is known of how long", 3, false, 0, 0, DNS_NOTHING,
     false, 0},
    {"the highest bit is no time", 3, true, 0x80000000u, 300, DNS_NOTHING, true,
     0},
    {"a server that failed knows nothing", 2, true, 9, 9, DNS_FAILED, false, 0},
    {"refused", 5, false, 0, 0, DNS_REFUSED, false, 0},
    {"not implemented", 4, false, 0, 0, DNS_FAILED, false, 0},
    {"format error", 1, false, 0, 0, DNS_FAILED, false, 0},
};

static void none_is_told_from_nobody_could_tell(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(negatives) / sizeof(negatives[0]); i++) {
        struct dns_answer answer;

        message_begin(&message, negatives[i].rcode, Q, DNS_PTR);
        if (negatives[i].has_soa) {
            message_soa(&message, negatives[i].soa_ttl, negatives[i].minimum);
        }
        assert_int_equal(read_ptr(&answer), 0);
        if (answer.outcome != negatives[i].outcome ||
            answer.has_ttl != negatives[i].has_ttl ||
            (answer.has_ttl && answer.ttl_s != negatives[i].ttl)) {
            fail_msg("%s: %d %d %u", negatives[i].why, answer.outcome,
                     answer.has_ttl, answer.ttl_s);
        }
    }
}

static void addresses_are_read_for_confirmation(void **state)
{
    struct dns_answer answer;
    char text[ADDR_TEXT_CAP];

    (void)state;
    message_begin(&message, 0, "h.test", DNS_A);
    message_pointer(&message, "h.test", DNS_CNAME, 90, "i.test");
    message_record(&message, 0, "i.test", DNS_A, 60);
    message_bytes(&message, "\xc0\x00\x02\x01", 4);
    message_end_record(&message);
    assert_int_equal(
        dns_answer_read(message.bytes, message.len, "h.test", DNS_A, &answer),
        0);
    assert_int_equal(answer.addr_count, 1);
    assert_string_equal(addr_format(&answer.addrs[0], text), "192.0.2.1");
    dns_answer_fini(&answer);

    message_begin(&message, 0, "h.test", DNS_AAAA);
    message_record(&message, 0, "h.test", DNS_AAAA, 60);
    message_bytes(&message, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x05", 16);
    message_end_record(&message);
    assert_int_equal(dns_answer_read(message.bytes, message.len, "h.test",
                                     DNS_AAAA, &answer),
                     0);
    assert_string_equal(addr_format(&answer.addrs[0], text), "2001:db8::5");
    dns_answer_fini(&answer);
}

static void an_address_of_the_wrong_length_is_none(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, "h.test", DNS_A);
    message_record(&message, 0, "h.test", DNS_A, 60);
    message_bytes(&message, "\xc0\x00\x02", 3);
    message_end_record(&message);
    assert_int_equal(
        dns_answer_read(message.bytes, message.len, "h.test", DNS_A, &answer),
        ERR_PROTO);
}

static void hostile_bytes_become_printable(void **state)
{
    static const struct {
        const char *label;
        size_t len;
        const char *text;
    } rows[] = {
        {"h\x1b[3", 4, "h\\027[3.test"},    {"a\0b", 3, "a\\000b.test"},
        {"a.b", 3, "a\\.b.test"},           {"a\nb", 3, "a\\010b.test"},
        {"\xc3\xa9", 2, "\\195\\169.test"}, {"a\\b", 3, "a\\\\b.test"},
        {"a b", 3, "a\\032b.test"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct dns_answer answer;
        unsigned char len = (unsigned char)rows[i].len;
        const char *at;

        message_begin(&message, 0, Q, DNS_PTR);
        message_record(&message, 0, Q, DNS_PTR, 60);
        message_bytes(&message, &len, 1);
        message_bytes(&message, rows[i].label, rows[i].len);
        message_name(&message, "test");
        message_end_record(&message);
        assert_int_equal(read_ptr(&answer), 0);
        assert_int_equal(answer.name_count, 1);
        for (at = answer.names[0]; *at != '\0'; at++) {
            assert_in_range(*at, 0x20, 0x7e);
        }
        if (rows[i].len != 3 || rows[i].label[1] != ' ') {
            assert_string_equal(answer.names[0], rows[i].text);
        }
        dns_answer_fini(&answer);
    }
}

static void an_answer_to_another_question_is_none(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, "2.2.0.192.in-addr.arpa", DNS_PTR);
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
    message_begin(&message, 0, Q, DNS_A);
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
    message_begin(&message, 0, Q, DNS_PTR);
    message_set_u16(&message, message.len - 2, 3); /* class CHAOS */
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
    message_begin(&message, 0, Q, DNS_PTR);
    message_set_u16(&message, 2, 0x0100); /* a query */
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
    message_begin(&message, 0, Q, DNS_PTR);
    message_set_u16(&message, 4, 0); /* without a question */
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
}

static void what_came_of_a_truncated_message_is_used(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    message_set_u16(&message, 2, 0x8380);
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.outcome, DNS_TRUNCATED);
    message_pointer(&message, Q, DNS_PTR, 60, "a.test");
    message_pointer(&message, Q, DNS_PTR, 60, "b.test");
    message.len -= 3;
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.outcome, DNS_FOUND);
    assert_int_equal(answer.name_count, 1);
    assert_true(answer.is_cut);
    dns_answer_fini(&answer);
}

static void a_name_that_points_at_itself_is_refused(void **state)
{
    struct dns_answer answer;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    message_record(&message, 0, Q, DNS_PTR, 60);
    message_u16(&message, 0xc000u | (unsigned)message.len);
    message_end_record(&message);
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
    message_begin(&message, 0, Q, DNS_PTR);
    message_record(&message, 0, Q, DNS_PTR, 60);
    message_u16(&message, 0xffff); /* behind the end */
    message_end_record(&message);
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
}

/* Labels of 63 bytes, count of them, each in front of the one before. */
static void put_long_name(int count, int last)
{
    static const unsigned char nothing[63] = "x";
    unsigned next = 0;

    message_begin(&message, 0, Q, DNS_PTR);
    message_record(&message, 0, Q, DNS_SOA, 60);
    for (int i = 0; i < count; i++) {
        unsigned here = (unsigned)message.len;

        message_bytes(&message, "\77", 1);
        message_bytes(&message, nothing, 63);
        message_u16(&message, i == 0 ? 0 : 0xc000u | next);
        next = here;
    }
    message_end_record(&message);
    message_record(&message, 0, Q, DNS_PTR, 60);
    message_bytes(&message, (const unsigned char[]){(unsigned char)last}, 1);
    message_bytes(&message, nothing, (size_t)last);
    message_u16(&message, 0xc000u | next);
    message_end_record(&message);
}

/* RFC 1035 2.3.4. c-ares would make hundreds of kilobytes of pointers. */
static void a_name_over_255_bytes_is_refused(void **state)
{
    struct dns_answer answer;

    (void)state;
    put_long_name(3, 61);
    assert_int_equal(read_ptr(&answer), 0);
    assert_int_equal(answer.name_count, 1);
    dns_answer_fini(&answer);
    put_long_name(3, 62);
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
    put_long_name(20, 1);
    assert_int_equal(read_ptr(&answer), ERR_PROTO);
}

static void a_message_cut_anywhere_is_no_answer(void **state)
{
    size_t len;

    (void)state;
    message_begin(&message, 0, Q, DNS_PTR);
    message_pointer(&message, Q, DNS_CNAME, 60, "x.test");
    message_pointer(&message, "x.test", DNS_PTR, 60, "a.test");
    for (len = 0; len < message.len; len++) {
        /* A copy of just that size: the sanitizer sees one byte more. */
        unsigned char *bytes = malloc(len + 1);
        struct dns_answer answer;

        assert_non_null(bytes);
        memcpy(bytes, message.bytes, len);
        if (dns_answer_read(bytes, len, Q, DNS_PTR, &answer) != ERR_PROTO) {
            fail_msg("%zu of %zu bytes", len, message.len);
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reverse_names_are_those_of_the_rfcs),
        cmocka_unit_test(a_name_comes_with_its_time),
        cmocka_unit_test(names_are_sorted_and_each_is_there_once),
        cmocka_unit_test(of_two_hundred_names_the_first_ten_are_kept),
        cmocka_unit_test(aliases_are_followed_in_any_order),
        cmocka_unit_test(a_chain_has_eight_links_at_most),
        cmocka_unit_test(a_loop_of_aliases_ends),
        cmocka_unit_test(none_is_told_from_nobody_could_tell),
        cmocka_unit_test(addresses_are_read_for_confirmation),
        cmocka_unit_test(an_address_of_the_wrong_length_is_none),
        cmocka_unit_test(hostile_bytes_become_printable),
        cmocka_unit_test(an_answer_to_another_question_is_none),
        cmocka_unit_test(what_came_of_a_truncated_message_is_used),
        cmocka_unit_test(a_name_that_points_at_itself_is_refused),
        cmocka_unit_test(a_name_over_255_bytes_is_refused),
        cmocka_unit_test(a_message_cut_anywhere_is_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
