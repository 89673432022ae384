run_as_root = true
pidfile = "@FOLDER@/prosody.pid"
data_path = "@FOLDER@"
log = { warn = "@FOLDER@/prosody.log" }
interfaces = { "127.0.0.1" }; local_interfaces = { "127.0.0.1" }
c2s_ports = { @PORT@ }; c2s_direct_tls_ports = {}; s2s_ports = {}
http_ports = {}; https_ports = {}
c2s_require_encryption = false; allow_unencrypted_plain_auth = true
modules_enabled = { "saslauth", "disco", "ping" }
modules_disabled = { "s2s", "tls", "offline", "posix_none" }
storage = { archive = "sql", muc_log = "sql" }
sql = { driver = "SQLite3", database = "prosody.sqlite" }
VirtualHost "localhost"
  authentication = "anonymous"
Component "rooms.localhost" "muc"
  modules_enabled = { "muc_mam" }
  restrict_room_creation = false
  muc_room_locking = false
  muc_room_default_persistent = true
  muc_log_by_default = true; muc_log_all_rooms = true; muc_log_presences = false
  muc_log_expires_after = "never"
  muc_room_default_history_length = 20
