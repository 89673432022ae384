from rooms.live.order import Order


def test_lines_behind_one_to_be_retried_wait_until_it_comes_again():
    order = Order()
    first, second = order.ticket(1, "a"), order.ticket(1, "b")
    order.hold(1, first, "a")

    assert order.waits(1, second)
    assert not order.waits(2, order.ticket(2, "c"))
    again = order.ticket(1, "a")
    assert not order.waits(1, again)
    assert not order.waits(1, order.ticket(1, "b"))


def test_the_earliest_line_is_the_one_to_wait_for():
    order = Order()
    first, second = order.ticket(1, "a"), order.ticket(1, "b")
    order.hold(1, second, "b")
    order.hold(1, first, "a")

    assert order.waits(1, second)
    assert order.waits(1, order.ticket(1, "b"))
