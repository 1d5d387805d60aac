"""What was taken out of and put into a text."""

from gsbpm_portal.core.worddiff import word_changes


def test_word_changes_keep_both_texts():
    old, new = "Lampirkan berita acara\nuji coba.", "Lampirkan dua berita acara uji."
    changes = word_changes(old, new)
    assert "".join(text for kind, text in changes if kind != "in") == old
    assert "".join(text for kind, text in changes if kind != "out") == new
    assert ("in", "dua ") in changes


def test_word_changes_of_long_texts_go_by_line():
    old = "\n".join(f"baris {number}" for number in range(3000))
    changes = word_changes(old, old.replace("baris 7\n", "baris tujuh\n"))
    assert [kind for kind, _text in changes] == ["same", "out", "in", "same"]
