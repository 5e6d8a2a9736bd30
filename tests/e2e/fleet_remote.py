"""What is asked of a kiosk from afar, with a real broker, the owner's key, and a customer: a configuration by version, a support bundle."""

import io
import json
import signal
import subprocess
import sys
import tarfile
import time
import tomllib

from books import audit, verify_chain
from by_cash import round_sum, to_cash
from fleet import free_port, watch
from harness import PHONE, ROOT, check, equal, until
from program import run
from stage import scenario

sys.path.insert(0, str(ROOT / "scripts"))
import fleet_sign  # noqa: E402


class Broker:
    """A mosquitto of this scenario's, and the owner beside it."""

    def __init__(self, rig, more=""):
        self.port, self.folder = free_port(), rig.folder / "broker"
        self.folder.mkdir()
        (self.folder / "mosquitto.conf").write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        with open(self.folder / "mosquitto.log", "wb") as log:
            self.process = subprocess.Popen(["mosquitto", "-c", self.folder / "mosquitto.conf"], stdout=log, stderr=log)
        self.key = self.folder / "owner.key"
        fleet_sign.make_key(self.key)
        watch(rig, f'\n[fleet]\nbroker = "mqtt://127.0.0.1:{self.port}"\nconfig_key_file = "{self.key}.pub"\n{more}')

    def publish(self, topic, message):
        subprocess.run(["mosquitto_pub", "-p", str(self.port), "-q", "1", "-r", "-t", topic, "-s"], input=message, check=True, timeout=20)

    def config(self, version, text):
        self.publish("kiosk/nukus-01/config", fleet_sign.config(self.key, "nukus-01", version, text))

    def state(self):
        """What somebody who comes now is told."""
        said = subprocess.run(["mosquitto_sub", "-p", str(self.port), "-t", "kiosk/nukus-01/state", "-C", "1", "-W", "2", "-F", "%p"],
                              capture_output=True, text=True, check=False).stdout
        return json.loads(said) if said else {}

    def told(self, what, seconds, test):
        """The kiosk's word, as soon as it is so."""
        def so():
            state = self.state()
            return state if state.get("online") and test(state["config"]) else None
        return until(what, seconds, so, 0.3)["config"]

    def end(self):
        self.process.kill()
        self.process.wait()


def ends_by_itself(rig, seconds=30):
    until("it ends, as nobody shops", seconds, lambda: rig.kiosk_process.poll() is not None, 0.2)
    equal(rig.kiosk_process.returncode, 0, "the exit code")


def offered(rig):
    """The methods that can be pressed."""
    return {name for name in ("card", "cash", "later") if rig.nodes().get(f"payment.{name}", {}).get("enabled")}


def actions(rig):
    """What the journal says of the fleet."""
    return [row.body["action"] for row in verify_chain(rig.state)[0] if row.kind == "staff_action" and row.body["by"] == "fleet"]


@scenario(start=False)
def config_undone(rig):
    """A configuration from afar waits for the customer, is tried, and goes back when the power goes meanwhile; others are refused with their faults."""
    broker = Broker(rig, "trial_minutes = 1\n")
    try:
        rig.start_kiosk()
        rig.wait_for_machines()
        broker.told("it follows the owner", 40, lambda c: c == {"version": 0, "stage": "own", "seen": 0})
        rig.to_payment()
        broker.config(1, '[payment]\nmethods = ["later"]\n')
        equal(broker.told("it has seen it", 20, lambda c: c["seen"] == 1)["waiting"], 1, "what waits")
        time.sleep(12)
        equal(rig.kiosk_process.poll(), None, "how it ended in the middle of a purchase")
        equal(offered(rig), {"card", "cash", "later"}, "what is offered in the middle of a purchase")
        rig.touch("payment.later")
        rig.done(qr=False)
        rig.finish()
        ends_by_itself(rig)

        rig.start_kiosk()
        rig.wait_for_machines()
        broker.told("it is on trial", 40, lambda c: (c["version"], c["stage"]) == (1, "trying"))
        rig.to_payment()
        equal(offered(rig), {"later"}, "what is offered")
        rig.stop_kiosk(signal.SIGKILL)  # the power

        rig.start_kiosk()
        rig.wait_for_machines()
        undone = broker.told("it went back", 40, lambda c: c["stage"] == "own")["undone"]
        equal(undone["version"], 1, "what went back")
        shown = run(rig, "--config", rig.config_file, "--state", rig.state, "--check-config")
        check("version 1 went back" in shown.stdout, shown.stdout)

        # A thing that is not to be changed, and one that the program would not start with.
        broker.config(2, '[store]\napi_url = "https://elsewhere.example"\n')
        refused = broker.told("it is refused", 20, lambda c: c.get("refused", {}).get("version") == 2)["refused"]
        equal(refused["faults"], ["store.api_url: is not to be changed from afar"], "the faults")
        broker.config(3, '[kiosk]\nlanguages = ["klingon"]\n')
        broker.told("it is refused", 20, lambda c: c.get("refused", {}).get("version") == 3)
        time.sleep(11)
        equal(rig.kiosk_process.poll(), None, "how it ended for what it refused")
        equal(actions(rig), ["fleet_config_waits", "fleet_config_on_trial", "fleet_config_undone", "fleet_config_refused", "fleet_config_refused"],
              "what the journal says")
        audit(rig)
    finally:
        broker.end()


@scenario(start=False)
def config_kept(rig):
    """A configuration from afar is in force when its trial is over; a person at the machine sees it and drops it, and it does not come back."""
    broker = Broker(rig, "trial_minutes = 1\n")
    try:
        rig.start_kiosk()
        rig.wait_for_machines()
        broker.config(4, '[payment]\nmethods = ["cash", "later"]\n')
        ends_by_itself(rig, 60)  # not before it has run for half a trial's time
        rig.start_kiosk()
        rig.wait_for_machines()
        broker.told("the trial is over", 100, lambda c: (c["version"], c["stage"]) == (4, "good"))
        total = to_cash(rig, round_sum(rig))
        rig.pay_cash(total)
        rig.done()
        rig.finish()
        shown = run(rig, "--config", rig.config_file, "--state", rig.state, "--check-config")
        check("version 4, in force" in shown.stdout and "payment.methods" in shown.stdout, shown.stdout)
        busy = run(rig, "--config", rig.config_file, "--state", rig.state, "--forget-remote-config")
        equal(busy.returncode, 3, f"dropping it under a running kiosk ({busy.stderr})")
        equal(rig.stop_kiosk(), 0, "the exit code")
        dropped = run(rig, "--config", rig.config_file, "--state", rig.state, "--forget-remote-config")
        equal((dropped.returncode, dropped.stderr), (0, ""), "dropping it")
        rig.start_kiosk()
        rig.wait_for_machines()
        broker.told("its own file alone is in force, and the retained message changes nothing", 40, lambda c: (c["version"], c["stage"], c["seen"]) == (0, "own", 4))
        equal(actions(rig), ["fleet_config_waits", "fleet_config_on_trial", "fleet_config_kept"], "what the journal says")
        audit(rig)
    finally:
        broker.end()


@scenario(start=False)
def bundle(rig):
    """A support bundle over the broker, and one at the machine: what helps is in them, and nothing of a customer, a card or a secret."""
    broker = Broker(rig)
    heard = open(broker.folder / "heard", "wb+")
    try:
        rig.start_kiosk()
        rig.wait_for_machines()
        broker.told("it follows the owner", 40, lambda c: c["stage"] == "own")
        rig.scan_goods(rig.plain())
        rig.to_delivery()
        rig.touch("delivery.pickup")
        rig.touch("delivery.next")
        rig.see("receiver")
        people = ["qazwsxed", "plokijuh"]
        rig.fill("receiver.first_name", people[0])
        rig.fill("receiver.last_name", people[1])
        rig.fill("receiver.phone", PHONE)
        rig.touch("receiver.next")
        rig.see("payment")
        rig.touch("payment.card")
        rig.type_card()
        rig.type_code()
        rig.done()
        rig.finish()
        ear = subprocess.Popen(["mosquitto_sub", "-p", str(broker.port), "-t", "kiosk/nukus-01/bundles/+", "-q", "1", "-F", "%x"], stdout=heard, stderr=heard)
        time.sleep(0.5)
        broker.publish("kiosk/nukus-01/bundle", fleet_sign.bundle(broker.key, "nukus-01", 7))
        until("it is sent", 60, lambda: broker.state().get("bundle", {}).get("stage") == "sent", 0.5)
        time.sleep(0.5)
        ear.kill()
        ear.wait()
        pieces = [bytes.fromhex(line) for line in (broker.folder / "heard").read_text().split()]
        heads = [json.loads(piece.split(b"\n", 1)[0]) for piece in pieces]
        equal([(head["number"], head["piece"]) for head in heads], [(7, i) for i in range(1, heads[0]["pieces"] + 1)], "the pieces")
        packed = b"".join(piece.split(b"\n", 1)[1] for piece in pieces)
        at_the_machine = rig.folder / "bundle.tar.gz"
        made = run(rig, "--config", rig.config_file, "--state", rig.state, "--support-bundle", at_the_machine)
        equal((made.returncode, made.stderr), (0, ""), "a bundle at the machine")
        store = tomllib.loads(rig.config_file.read_text(encoding="utf-8"))["store"]
        password = (rig.config_file.parent / store["password_file"]).read_text().strip()
        for what, whole, health in (("the broker", packed, True), ("the machine", at_the_machine.read_bytes(), False)):
            with tarfile.open(fileobj=io.BytesIO(whole), mode="r:gz") as files:
                texts = {name: files.extractfile(name).read().decode() for name in files.getnames()}
            for secret in [*rig.secrets, *people, PHONE, "998" + PHONE, "argon2", password, store["phone"]]:
                for name, text in texts.items():
                    check(secret not in text, f"{secret[:3]}.. is in {name}, by {what}")
            check("config.toml" in texts and "kiosk.log" in texts and "sale_closed" in texts["events.jsonl"], f"by {what}: {sorted(texts)}")
            check((json.loads(texts["health.json"])["ok"] is True) if health else "health.json" not in texts, "health")
        audit(rig)
    finally:
        heard.close()
        broker.end()
