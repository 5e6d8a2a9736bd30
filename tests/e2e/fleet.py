"""The kiosk watched from outside: /health and /metrics, read as a shop's Prometheus reads them."""

import json
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from books import audit
from by_cash import round_sum, to_cash
from harness import PATIENCE, PHONE, ROOT, check, equal, until
from stage import scenario

TOKEN = "watch-0123456789abcdef"
RULES = ROOT / "assets" / "fleet" / "alerts.yml"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def watch(rig, text):
    """Puts [health] and the like into the configuration."""
    rig.config_file.write_text(rig.config_file.read_text(encoding="utf-8") + text, encoding="utf-8")


def get(port, path, token=None):
    """(status, text)"""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def figures(text):
    """{sample with its labels: value}"""
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if not line.startswith("#")}


def purchase(rig):
    total = to_cash(rig, round_sum(rig))
    notes = rig.pay_cash(total)
    rig.done()
    rig.finish()
    rig.see("attract", 20)
    return total, notes


@scenario(start=False)
def health_and_metrics(rig):
    """What is told is what is true: all well, a sale by cash, no paper, a restart over which no counter goes back."""
    port = free_port()
    watch(rig, f'\n[health]\nlisten = "127.0.0.1:{port}"\n')
    rig.change_config({"cash": {"cassette_capacity": "100"}})
    rig.start_kiosk()
    rig.wait_for_machines()

    def counted():
        status, text = get(port, "/metrics")
        return figures(text) if status == 200 and "kiosk_sales_total" in text else None

    before = until("the figures", 10, counted)
    until("health", 10, lambda: get(port, "/health")[0] == 200)
    equal(before['kiosk_state{state="attract"}'], 1, "the stage")
    equal(before['kiosk_sales_total{method="cash",outcome="paid"}'], 0, "sales before one")
    check(before["kiosk_frames_drawn_total"] >= 0 and before["process_resident_memory_bytes"] > 20e6, f"frames or memory: {before}")
    total, _ = purchase(rig)
    stacked = len(rig.truth("cash")["stacked"])
    paid = 'kiosk_sales_total{method="cash",outcome="paid"}'
    after = until("the sale among the figures", 10, lambda: (lambda f: f if f and f[paid] == 1 else None)(counted()))
    equal(after['kiosk_sales_paid_som_total{method="cash"}'] * 100, total, "what was paid")
    equal(after["kiosk_cassette_notes"], stacked, "notes in the cassette")
    check(after["kiosk_cassette_fill_ratio"] == stacked / 100, "the share of its capacity")
    equal(after["kiosk_slips_printed_total"], 1, "slips")
    check(after["kiosk_frames_drawn_total"] > before["kiosk_frames_drawn_total"], "no frame was counted")
    check(after["kiosk_journal_seq"] > before["kiosk_journal_seq"], "no row was counted")

    # A text that the tool of Prometheus itself has nothing to say against.
    lint = subprocess.run(["promtool", "check", "metrics"], input=get(port, "/metrics")[1], capture_output=True, text=True, check=False)
    equal((lint.returncode, lint.stdout + lint.stderr), (0, ""), "promtool check metrics")

    # The paper ends: 503 in words, and the new roll is counted from its first slip on.
    rig.tell("printer", "paper_out")
    status, text = until("no paper", 15, lambda: (lambda a: a if a[0] == 503 else None)(get(port, "/health")))
    check("the printer has no paper" in json.loads(text)["wrong"], text)
    rig.tell("printer", "paper_in")
    until("paper again", 15, lambda: get(port, "/health")[0] == 200)
    until("the new roll", 10, lambda: (counted() or {}).get("kiosk_paper_slips_since_new_roll") == 0)

    # A client that holds on and one that asks for everything cost the customer nothing.
    holding = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(40)]
    purchase(rig)
    for one in holding:
        one.close()

    # kill -9, and nothing went back.
    last = until("the second sale", 10, lambda: (lambda f: f if f and f[paid] == 2 else None)(counted()))
    rig.stop_kiosk(signal.SIGKILL)
    rig.start_kiosk()
    again = until("the figures after the restart", 20, counted)
    for name, value in last.items():
        if re.match(r"kiosk_(sales|slips)_", name):
            check(again[name] >= value, f"{name} went back from {value} to {again[name]}")
    until("the roll is remembered", 10, lambda: (counted() or {}).get("kiosk_paper_slips_since_new_roll") == 1)
    rig.wait_for_machines()
    audit(rig)


@scenario(start=False)
def broker(rig):
    """The kiosk and a real broker: its state is retained, the events of a sale arrive, nothing of the customer does, and a broker that is gone is no matter."""
    port = free_port()
    folder = rig.folder / "broker"
    folder.mkdir()
    (folder / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")

    def start_broker():
        with open(folder / "mosquitto.log", "ab") as log:
            started = subprocess.Popen(["mosquitto", "-c", folder / "mosquitto.conf"], stdout=log, stderr=log)
        until("the broker listens", 10, lambda: not socket.socket().connect_ex(("127.0.0.1", port)))
        return started

    watch(rig, f'\n[fleet]\nbroker = "mqtt://127.0.0.1:{port}"\n')
    rig.start_kiosk()  # before there is a broker
    rig.wait_for_machines()
    brokers = [start_broker()]
    heard = open(folder / "heard", "wb+")
    ear = subprocess.Popen(["mosquitto_sub", "-p", str(port), "-t", "kiosk/#", "-F", "%t %p"], stdout=heard, stderr=heard)
    try:
        def events():
            lines = (folder / "heard").read_text(encoding="utf-8").splitlines()
            return [json.loads(line.split(" ", 1)[1]) for line in lines if line.startswith("kiosk/nukus-01/events ")]

        def state():
            """What somebody who comes now is told."""
            said = subprocess.run(["mosquitto_sub", "-p", str(port), "-t", "kiosk/nukus-01/state", "-C", "1", "-W", "2", "-F", "%r %p"], capture_output=True, text=True, check=False).stdout
            return json.loads(said[2:]) if said.startswith("1 ") else {}

        until("the state is retained", 40, lambda: state().get("online") and state().get("healthy"))
        equal(state()["state"], "attract", "the stage")
        brokers[0].kill()
        brokers[0].wait()
        total, _ = purchase(rig)  # without a broker: nobody at the kiosk notices
        brokers.append(start_broker())
        ear.kill()
        ear.wait()
        ear = subprocess.Popen(["mosquitto_sub", "-p", str(port), "-t", "kiosk/#", "-F", "%t %p"], stdout=heard, stderr=heard)
        until("it is back", 60, lambda: state().get("online"))
        # What it told before this ear was there is told again to who asks.
        subprocess.run(["mosquitto_pub", "-p", str(port), "-q", "1", "-t", "kiosk/nukus-01/again", "-m", "0"], check=True)
        until("the sale is told", 60, lambda: any(event["kind"] == "sale_closed" for event in events()))
        told = {event["id"]: event for event in events()}
        notes = [event["data"]["amount"] for event in told.values() if event["kind"] == "note_stacked"]
        equal(sum(notes), total, "the notes that were told")
        rows = audit(rig)
        ids = {f"{row.seq}-" for row in rows}
        check(all(any(name.startswith(one) for one in ids) for name in told), "an event that is no row")
        text = (folder / "heard").read_text(encoding="utf-8")
        for secret in [*rig.secrets, PHONE]:
            check(secret not in text, f"{secret[:2]}.. left the shop")
        rig.stop_kiosk(signal.SIGTERM)
        until("it said goodbye", 10, lambda: state() == {"v": 1, "kiosk": "nukus-01", "online": False, "why": "stopped"})
    finally:
        for process in (ear, *brokers):
            process.kill()
            process.wait()
        heard.close()


@scenario(start=False)
def prometheus(rig):
    """A real Prometheus with the rules and the token of the shop: it scrapes, its rules load, it sees the kiosk go silent."""
    port, own = free_port(), free_port()
    token = rig.folder / "health.token"
    token.write_text(TOKEN + "\n")
    token.chmod(0o600)
    watch(rig, f'\n[health]\nlisten = "127.0.0.1:{port}"\ntoken_file = "{token}"\n')
    rig.secrets.append(TOKEN)
    rig.start_kiosk()
    rig.wait_for_machines()
    until("an answer", 10, lambda: get(port, "/health", TOKEN)[0] == 200)
    for path in ("/health", "/metrics"):
        equal(get(port, path)[0], 401, f"{path} without the token")
        equal(get(port, path, TOKEN + "x")[0], 401, f"{path} with another one")

    folder = rig.folder / "prometheus"
    folder.mkdir()
    shutil.copy(RULES, folder / "alerts.yml")
    (folder / "kiosk.token").write_text(TOKEN)
    text = (RULES.parent / "prometheus.yml").read_text(encoding="utf-8")
    text = re.sub(r"targets: \[.*\]", f'targets: ["127.0.0.1:{port}"]', text).replace("scrape_interval: 15s", "scrape_interval: 1s\n  evaluation_interval: 1s")
    (folder / "prometheus.yml").write_text(text)
    checked = subprocess.run(["promtool", "check", "config", folder / "prometheus.yml"], capture_output=True, text=True, check=False)
    equal(checked.returncode, 0, f"promtool check config: {checked.stdout}{checked.stderr}")
    with open(rig.folder / "prometheus.log", "wb") as log:
        process = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                                    f"--web.listen-address=127.0.0.1:{own}"], stdout=log, stderr=log)
    try:
        def ask(query):
            """{labels as text: value}"""
            status, answer = get(own, "/api/v1/query?" + urllib.parse.urlencode({"query": query}))
            return {json.dumps(r["metric"], sort_keys=True): float(r["value"][1]) for r in json.loads(answer)["data"]["result"]} if status == 200 else {}

        until("it scrapes the kiosk", 30, lambda: 1.0 in ask('up{job="kiosk"}').values())
        equal(list(ask("kiosk_healthy").values()), [1.0], "kiosk_healthy")
        until("sales", 10, lambda: len(ask("kiosk_sales_total")) == 21)
        rules = json.loads(get(own, "/api/v1/rules")[1])["data"]["groups"][0]["rules"]
        equal({rule["health"] for rule in rules} - {"unknown"}, {"ok"}, "the rules")

        # A query of the dashboard that gives an error would be an empty panel.
        dashboard = json.loads((RULES.parent / "dashboard.json").read_text(encoding="utf-8"))
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                status, answer = get(own, "/api/v1/query?" + urllib.parse.urlencode({"query": target["expr"].replace("$instance", ".*")}))
                equal(status, 200, f"the panel '{panel['title']}': {answer}")
        # Each name that the dashboard and the rules ask for is told by the kiosk, but for those that wait for an occasion.
        told = {line.split()[2] for line in get(port, "/metrics", TOKEN)[1].splitlines() if line.startswith("# HELP")}
        asked = set(re.findall(r"\b((?:kiosk|process)_[a-z_]+)\b", json.dumps(dashboard["panels"]) + RULES.read_text(encoding="utf-8")))
        occasional = {"kiosk_paper_slips_since_new_roll", "kiosk_cassette_fill_ratio", "kiosk_cassette_capacity_notes", "kiosk_fleet_waiting_rows"}
        equal(asked - told - occasional, set(), "what is asked for and never told")

        rig.stop_kiosk(signal.SIGKILL)
        until("the silence is seen", 20, lambda: any('"pending"' in name and "KioskSilent" in name for name in ask("ALERTS")))
    finally:
        process.terminate()
        process.wait(20 * PATIENCE)
    for log in (rig.kiosk_log.read_text(errors="replace"), *(path.read_text(errors="replace") for path in rig.state.glob("logs/*"))):
        check(TOKEN not in log, "the token is in a log")
    time.sleep(0.1)
    rig.start_kiosk()
    rig.see("attract", 20)
