"""Phase 1 as staff type it and a supervisor decides on it: from the empty list of needs to the approved KAK."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.stories.story import Person

Told = dict[str, Any]
"""The texts of an activity by section or table."""


def settle(staff: Person, supervisor: Person, number: str) -> None:
    """Submitted by the one, approved by the other."""
    staff.submit(number)
    supervisor.decide(number)


def specify(staff: Person, supervisor: Person, told: Told) -> None:
    """1.1 to 1.5, each submitted and approved, and 1.6 ready to be submitted."""
    steps = {"1.1": identify, "1.2": consult, "1.3": list_outputs, "1.4": define, "1.5": look_up}
    for number, step in steps.items():
        step(staff, told)
        settle(staff, supervisor, number)
    propose(staff, told)


def identify(staff: Person, told: Told) -> None:
    """1.1: two needs with the variables that their users want, scored; why the activity is done."""
    staff.start("1.1")
    staff.follow(".cols__workspace a")
    staff.sees(".nextbar", "Belum ada kebutuhan")
    staff.look("1-1-kosong")
    staff.rows("a[href*='/needs/needs/tambah/']", "needs", "K", told["needs"])
    for number, (need, row) in enumerate(told["need_variables"], 1):
        staff.row(f"#variabel a[href*='/tambah/?need={need}']", "need_variables", f"V{number}", row)
    staff.follow("a[href$='/kebutuhan/nilai/']")
    for key, scores in told["scores"].items():
        for criterion, score in scores.items():
            staff.put(f"{key}-{criterion}", f"needs.{key}.scores.{criterion}", score)
    staff.save("#nilai .btn-primary")
    staff.sees("#K1", "1")
    staff.look("1-1")
    staff.open("1.1/")
    staff.follow(".sections a[href*='/rancangan/description/']")
    staff.write("description", told["description"])
    staff.save("main form.form .btn-primary")


def consult(staff: Person, told: Told) -> None:
    """1.2: a consultation, and the answer of each institution."""
    staff.start("1.2")
    staff.follow(".cols__workspace a")
    staff.row("a[href*='/consultations/consultations/tambah/']", "consultations", "KS1", told["consultations"])
    for number, row in enumerate(told["confirmations"], 1):
        staff.row(f"a[href*='confirmations/tambah/?need=K{number}']", "confirmations", f"KF{number}", row)
    staff.look("1-2")


def list_outputs(staff: Person, told: Told) -> None:
    """1.3: an output that serves both needs, and what the activity is to bring."""
    staff.start("1.3")
    staff.follow(".cols__workspace a")
    staff.row("main .note a[href*='outputs/tambah/?needs=K1']", "outputs", "L1", told["outputs"])
    staff.look("1-3")
    staff.open("1.3/")
    staff.follow(".sections a[href*='/rancangan/objectives/']")
    staff.write("objectives", told["objectives"])
    staff.save("main form.form .btn-primary")


def define(staff: Person, told: Told) -> None:
    """1.4: the users' words, put beside an entry of the registry."""
    staff.start("1.4")
    staff.follow(".cols__workspace a")
    staff.row("a[href*='/concepts/concepts/tambah/']", "concepts", "C1", told["concepts"])
    staff.sees("#C1", "HASIL_TANGKAPAN@1.0.0")
    staff.follow("#C1 form.post button")
    staff.sees("#C1 .compare", "Berat ikan segar yang didaratkan")
    staff.look("1-4")


def look_up(staff: Person, told: Told) -> None:
    """1.5: a look-up elsewhere, and what becomes of that which the portal has already."""
    staff.start("1.5")
    staff.follow(".cols__workspace a")
    staff.row("a[href*='/availability/lookups/tambah/']", "lookups", "P1", told["lookups"])
    staff.look("1-5-radar")
    staff.row(".radar a[href*='decision=perluas']", "reuses", "G1", told["reuses"])
    staff.sees(".radar", told["reuses"]["reason"])


def propose(staff: Person, told: Told) -> None:
    """1.6: what only the KAK asks, its steps, and the budget."""
    staff.start("1.6")
    staff.follow(".cols__workspace a")
    staff.look("1-6-awal")
    staff.follow("a[href$='/rancangan/proposal/']")
    for group, values in told["proposal"].items():
        staff.follow(f"main a[href*='/rancangan/proposal/isi/{group}/']")
        staff.write("proposal", values)
        staff.save()
    staff.rows("a[href*='proposal_steps/tambah/']", "proposal_steps", "W", told["proposal_steps"])
    staff.open("kak/rab/")
    staff.follow("main a[href*='/budget/isi/isi/']")
    staff.write("budget", told["budget"])
    staff.save()
    staff.row("main a[href*='budget_lines/tambah/?level=program']", "budget_lines", "B1", told["budget_top"])
    staff.row("#B1 a[href*='parent=B1']", "budget_lines", "B2", told["budget_activity"])
    staff.row("#B2 a[href*='parent=B2']", "budget_lines", "B3", told["budget_account"])
    for number, row in enumerate(told["budget_details"], 4):
        staff.write(f"budget_lines.B{number}", row)
        staff.save("form.rab__quick .btn-primary")
    staff.sees(".kak__sum", told["sum"])
    staff.look("1-6-rab")
    staff.open("kak/")
    staff.sees(".nextbar", "Semua bagian")
    staff.look("1-6-kak")


def question(supervisor: Person, part: str, words: str) -> None:
    """The supervisor reads the KAK, asks about a part and returns it."""
    supervisor.open("kak/")
    supervisor.follow(".nextbar a[href*='/kak/versi/1/']")
    supervisor.open("kak/naskah/")
    supervisor.follow(f"#bagian-{part} a[href*='bagian={part}']")
    supervisor.page.locator("#catatan-baru textarea").fill(words)
    supervisor.follow("#catatan-baru button.btn-outline")
    supervisor.sees(".thread__item--open", words)
    supervisor.look("1-6-catatan")
    supervisor.decide("1.6", comment="Jawab catatan pada naskah, lalu ajukan lagi.")


def mend(staff: Person, words: str, sentence: tuple[str, str, str], price: tuple[str, str]) -> None:
    """Staff answer, change a sentence and a price, and submit again. `sentence`: group, field, text; `price`: key, figure."""
    staff.open("kak/")
    staff.page.locator(".thread__item details summary").first.click()
    staff.page.locator(".thread__item textarea").fill(words)
    staff.follow(".thread__item details form button")
    staff.sees(".thread__replies", words)
    group, name, text = sentence
    staff.open("rancangan/proposal/")
    staff.follow(f"main a[href*='/rancangan/proposal/isi/{group}/']")
    staff.put(name, f"proposal.{name}", text, mends=True)
    staff.save()
    staff.open("kak/rab/")
    key, figure = price
    staff.follow(f"#{key} th a")
    staff.put("price", f"budget_lines.{key}.price", figure, mends=True)
    staff.save()
    staff.open("1.6/")
    staff.follow("#move-submit button")


def weigh(supervisor: Person, deleted: list[str], inserted: list[str], sums: list[str]) -> None:
    """The supervisor sees what changed since the version read last, settles the remark and approves."""
    supervisor.open("kak/")
    supervisor.follow(".nextbar a[href*='/kak/versi/1/2/']")
    for word in deleted:
        expect(supervisor.page.locator("main del", has_text=word).first).to_be_visible()
    for word in inserted:
        expect(supervisor.page.locator("main ins", has_text=word).first).to_be_visible()
    supervisor.sees("table.rab .rab__sum", *sums)
    supervisor.look("1-6-banding")
    supervisor.open("kak/")
    supervisor.follow(".thread__item form.post button")
    expect(supervisor.page.locator(".thread__item--open")).to_have_count(0)
    supervisor.decide("1.6")


def close_phase(staff: Person, supervisor: Person, words: str) -> None:
    staff.open("fase/1/")
    staff.page.locator("#closing-form textarea").fill(words)
    staff.follow("#closing-form button")
    supervisor.open("fase/1/")
    supervisor.follow("#closing-verdict [value=close]")
    supervisor.sees("#moves .state", "Ditutup")
