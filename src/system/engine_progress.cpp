#include "system/engine_progress.hpp"

#include "system/engine_faults.hpp"
#include "system/http_connection.hpp"
#include "system/reply_lines.hpp"

namespace slipway {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

class RealProgress final : public EngineProgress {
 public:
  RealProgress(std::unique_ptr<HttpConnection> connection, EngineAddress address, std::string what,
               EnginePatience patience)
      : connection_(std::move(connection)),
        address_(std::move(address)),
        what_(std::move(what)),
        patience_(patience) {}

  int status() const override { return status_; }
  bool ended() const override { return ended_; }

  Expected<std::optional<std::string>> next_line(TimePoint deadline) override {
    for (;;) {
      if (auto line = lines_.next()) return line;
      if (lines_.too_long()) return fail(line_too_long);
      if (connection_->whole()) {
        auto last = lines_.rest();
        ended_ = !last;
        return last;
      }
      const auto more = status_ == 0 ? begun(deadline) : connection_->read_some(lines_.text(), deadline);
      if (!more) return tl::unexpected(engine_fault(more.error(), address_, what_, patience_));
      if (!*more) return std::nullopt;
    }
  }

 private:
  HttpOutcome<bool> begun(TimePoint deadline) {
    const auto header = connection_->header(deadline);
    if (!header) return tl::unexpected(header.error());
    if (*header) status_ = (*header)->status;
    return header->has_value();
  }

  std::unique_ptr<HttpConnection> connection_;
  EngineAddress address_;
  std::string what_;
  EnginePatience patience_;
  ReplyLines lines_;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace

Expected<std::unique_ptr<EngineProgress>> begin_progress(const EngineAddress& address,
                                                         const std::string& target, const Headers& headers,
                                                         TimePoint until) {
  EnginePatience patience(until);
  const std::string what = "POST " + target.substr(0, target.find('?'));
  auto connection = std::make_unique<HttpConnection>(0);  // no body is read as a whole
  if (const auto connected = connection->connect(address.path, patience.until); !connected)
    return tl::unexpected(engine_fault(connected.error(), address, what, patience));
  patience.until = until;  // a registry that is slow to answer the engine is not the engine's fault
  connection->send({.method = "POST", .target = target, .host = "docker", .body = {}, .headers = headers},
                   until);
  return std::make_unique<RealProgress>(std::move(connection), address, what, patience);
}

}  // namespace slipway
