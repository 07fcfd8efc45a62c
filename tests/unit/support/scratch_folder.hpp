// A folder of its own on the real file system, removed with everything in it.
#pragma once

#include <unistd.h>

#include <boost/filesystem/operations.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "system/files.hpp"

namespace slipway::test {

class ScratchFolder {
 public:
  ScratchFolder()
      : path_(boost::filesystem::canonical(boost::filesystem::temp_directory_path()) /
              boost::filesystem::unique_path("slipway-%%%%%%%%")) {
    boost::filesystem::create_directory(path_);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    boost::system::error_code ignored;
    boost::filesystem::remove_all(path_, ignored);
  }

  const Path& path() const { return path_; }
  Path operator/(const std::string& name) const { return path_ / name; }

  Path put(const std::string& name, const std::string& content) const {
    std::ofstream((path_ / name).string(), std::ios::binary) << content;
    return path_ / name;
  }

  std::string content(const std::string& name) const {
    std::ifstream file((path_ / name).string(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  Path path_;
};

}  // namespace slipway::test
