#include "util/html.hpp"

namespace slipway {
namespace {

bool is_control(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return (code < 0x20 && letter != '\n' && letter != '\t') || code == 0x7F;
}

}  // namespace

Html& Html::operator<<(const Html& part) {
  text_ += part.text_;
  return *this;
}

Html& Html::operator<<(std::string_view foreign) {
  for (const char letter : foreign) {
    if (letter == '&')
      text_ += "&amp;";
    else if (letter == '<')
      text_ += "&lt;";
    else if (letter == '>')
      text_ += "&gt;";
    else if (letter == '"')
      text_ += "&quot;";
    else if (letter == '\'')
      text_ += "&#39;";
    else if (is_control(letter))
      text_ += "\xEF\xBF\xBD";
    else
      text_ += letter;
  }
  return *this;
}

}  // namespace slipway
