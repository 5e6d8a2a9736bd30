// A receiver as kiosk/fleet/PROTOCOL.md asks for: each event once by its id, gaps noticed and asked for again. It may be killed at any moment.
//
// fleet-receiver --db FILE --port N [--host H --user U --password-file F --ca-file F]
// FILE (SQLite): events(kiosk, id, seq, kind, payload, times), have(kiosk, journal, seq, asked), states(kiosk, payload), pieces(kiosk, number, piece, ..),
// stages(kiosk, version, stage): each that a state ever told.
#include "engine/config/config.h"

#include <CLI/CLI.hpp>
#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <map>
#include <mosquitto.h>
#include <sys/prctl.h>
#include <thread>

namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t ending = 0;
constexpr std::chrono::seconds ask_each{3};

struct Receiver {
  SQLite::Database db;
  mosquitto* line = nullptr;
  std::map<std::string, Clock::time_point> asked;
  std::map<std::string, std::string> journals; ///< that the newest state names
  bool lost = false;

  explicit Receiver(const std::string& file) : db(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000) {
    db.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "CREATE TABLE IF NOT EXISTS events (kiosk TEXT, id TEXT, seq INTEGER, kind TEXT, payload TEXT, times INTEGER DEFAULT 1, PRIMARY "
        "KEY (kiosk, id)) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS have (kiosk TEXT, journal TEXT, seq INTEGER, asked INTEGER DEFAULT 0, PRIMARY KEY (kiosk, journal));"
        "CREATE TABLE IF NOT EXISTS states (kiosk TEXT PRIMARY KEY, payload TEXT, online INTEGER, why TEXT);"
        "CREATE TABLE IF NOT EXISTS pieces (kiosk TEXT, number INTEGER, piece INTEGER, pieces INTEGER, sha256 TEXT, bytes BLOB, times "
        "INTEGER DEFAULT 1,"
        " PRIMARY KEY (kiosk, number, piece, sha256));"
        "CREATE TABLE IF NOT EXISTS stages (kiosk TEXT, version INTEGER, stage TEXT, PRIMARY KEY (kiosk, version, stage)) WITHOUT ROWID");
  }

  /// The events of one journal of this kiosk; a journal may have been begun anew.
  std::int64_t have(const std::string& kiosk, const std::string& journal) {
    SQLite::Statement query(db, "SELECT seq FROM have WHERE kiosk = ? AND journal = ?");
    SQLite::bind(query, kiosk, journal);
    return query.executeStep() ? query.getColumn(0).getInt64() : 0;
  }

  void on_event(const std::string& kiosk, const std::string& payload) {
    const auto value = json::parse(payload);
    const auto& o = value.as_object();
    SQLite::Transaction all(db);
    SQLite::Statement keep(
        db, "INSERT INTO events (kiosk, id, seq, kind, payload) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET times = times + 1");
    SQLite::bind(keep, kiosk, std::string{o.at("id").as_string()}, o.at("seq").as_int64(), std::string{o.at("kind").as_string()}, payload);
    keep.exec();
    const std::string journal{o.at("journal").as_string()};
    const auto last = have(kiosk, journal);
    const bool gap = o.at("from").as_int64() > last + 1;
    if (!gap && o.at("seq").as_int64() > last) {
      SQLite::Statement move(db, "INSERT INTO have (kiosk, journal, seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq");
      SQLite::bind(move, kiosk, journal, o.at("seq").as_int64());
      move.exec();
    }
    all.commit();
    if (gap) ask(kiosk, journal, last);
  }

  void on_state(const std::string& kiosk, const std::string& payload) {
    const auto value = json::parse(payload);
    const auto& o = value.as_object();
    const bool online = o.at("online").as_bool();
    SQLite::Statement keep(db, "INSERT INTO states VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET payload = excluded.payload, online = "
                               "excluded.online, why = excluded.why");
    SQLite::bind(keep, kiosk, payload, static_cast<int>(online), o.contains("why") ? std::string{o.at("why").as_string()} : std::string{});
    keep.exec();
    if (!online) return;
    if (const auto* config = o.if_contains("config")) {
      SQLite::Statement stage(db, "INSERT OR IGNORE INTO stages VALUES (?, ?, ?)");
      SQLite::bind(stage, kiosk, config->at("version").as_int64(), std::string{config->at("stage").as_string()});
      stage.exec();
    }
    if (o.at("sent").is_null()) return;
    journals[kiosk] = std::string{o.at("journal").as_string()};
    if (const auto last = have(kiosk, journals[kiosk]); o.at("sent").at("seq").as_int64() > last) ask(kiosk, journals[kiosk], last);
  }

  void on_piece(const std::string& kiosk, const std::string& payload) {
    const auto end = payload.find('\n');
    const auto head = json::parse(payload.substr(0, end));
    const auto bytes = payload.substr(end + 1);
    SQLite::Statement keep(db, "INSERT INTO pieces (kiosk, number, piece, pieces, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO "
                               "UPDATE SET times = times + 1");
    SQLite::bind(keep, kiosk, head.at("number").as_int64(), head.at("piece").to_number<std::int64_t>(),
                 head.at("pieces").to_number<std::int64_t>(), std::string{head.at("sha256").as_string()});
    keep.bind(6, bytes.data(), static_cast<int>(bytes.size()));
    keep.exec();
  }

  void ask(const std::string& kiosk, const std::string& journal, std::int64_t last) {
    if (const auto now_is = journals.find(kiosk); now_is != journals.end() && now_is->second != journal)
      return; // a late one of a journal that is gone
    const auto now = Clock::now();
    if (const auto before = asked.find(kiosk); before != asked.end() && now - before->second < ask_each) return;
    asked[kiosk] = now;
    const auto text = std::to_string(last);
    mosquitto_publish(line, nullptr, ("kiosk/" + kiosk + "/again").c_str(), static_cast<int>(text.size()), text.data(), 1, false);
    SQLite::Statement note(db,
                           "INSERT INTO have (kiosk, journal, seq, asked) VALUES (?, ?, 0, 1) ON CONFLICT DO UPDATE SET asked = asked + 1");
    SQLite::bind(note, kiosk, journal);
    note.exec();
  }

  void on_message(const mosquitto_message& message) {
    const std::string_view topic = message.topic;
    const auto first = topic.find('/'), last = topic.find('/', first + 1);
    const std::string kiosk{topic.substr(first + 1, last - first - 1)};
    const std::string payload{static_cast<const char*>(message.payload), static_cast<std::size_t>(message.payloadlen)};
    if (topic.substr(last) == "/events") on_event(kiosk, payload);
    if (topic.substr(last) == "/state") on_state(kiosk, payload);
    if (topic.substr(last).starts_with("/bundles/")) on_piece(kiosk, payload);
  }
};

} // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::signal(SIGTERM, [](int) { ending = 1; });
  std::signal(SIGPIPE, SIG_IGN);
  std::string file, host = "127.0.0.1", user, password_file, ca_file;
  int port = 1883;
  CLI::App cli{"receives the events of kiosks, each once"};
  cli.add_option("--db", file)->required();
  cli.add_option("--host", host);
  cli.add_option("--port", port)->required();
  cli.add_option("--user", user);
  cli.add_option("--password-file", password_file);
  cli.add_option("--ca-file", ca_file);
  CLI11_PARSE(cli, argc, argv);
  mosquitto_lib_init();
  Receiver receiver(file);
  while (!ending) {
    auto* m = mosquitto_new("fleet-receiver", false, &receiver); // a session that the broker keeps
    receiver.line = m;
    receiver.lost = false;
    if (!user.empty()) {
      const auto password = engine::read_secret_file(password_file);
      mosquitto_username_pw_set(m, user.c_str(), std::string{password->reveal()}.c_str());
    }
    if (!ca_file.empty()) mosquitto_tls_set(m, ca_file.c_str(), nullptr, nullptr, nullptr, nullptr);
    mosquitto_connect_callback_set(m, [](mosquitto* self, void*, int code) {
      if (code != 0) return;
      mosquitto_subscribe(self, nullptr, "kiosk/+/events", 1);
      mosquitto_subscribe(self, nullptr, "kiosk/+/state", 1);
      mosquitto_subscribe(self, nullptr, "kiosk/+/bundles/+", 1);
    });
    mosquitto_message_callback_set(m, [](mosquitto*, void* self, const mosquitto_message* message) {
      try {
        static_cast<Receiver*>(self)->on_message(*message);
      } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
      }
    });
    if (mosquitto_connect(m, host.c_str(), port, 10) == MOSQ_ERR_SUCCESS)
      while (!ending && mosquitto_loop(m, 100, 1) == MOSQ_ERR_SUCCESS) {}
    mosquitto_destroy(m);
    if (!ending) std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
}
