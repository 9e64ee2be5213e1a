// A pybind11 extension: version-specific, since pybind11 does not compile against the limited API.
#include <pybind11/pybind11.h>
#include <pybind11/functional.h>
#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include <stdexcept>
#include <thread>

namespace py = pybind11;

struct Counter {
    int value = 0;
    std::vector<std::string> log;
    explicit Counter(int start) : value(start) {}
    int step(int by) {
        value += by;
        log.push_back("step " + std::to_string(by));
        return value;
    }
    bool operator==(const Counter &other) const { return value == other.value; }
};

PYBIND11_MODULE(pybind11_sample, m) {
    m.doc() = "A sample";
    py::class_<Counter>(m, "Counter")
        .def(py::init<int>(), py::arg("start") = 0)
        .def("step", &Counter::step, py::arg("by") = 1)
        .def_readwrite("value", &Counter::value)
        .def_readonly("log", &Counter::log)
        .def(py::self == py::self)
        .def("__repr__", [](const Counter &c) { return "Counter(" + std::to_string(c.value) + ")"; });
    m.def("add", [](int a, int b) { return a + b; }, py::arg("a"), py::arg("b") = 10);
    m.def("kind", [](int) { return "int"; });
    m.def("kind", [](const std::string &) { return "str"; });
    m.def("total", [](const std::vector<double> &v) {
        double sum = 0;
        for (double x : v)
            sum += x;
        return sum;
    });
    m.def("apply", [](const std::function<int(int)> &f, int x) { return f(f(x)); });
    m.def("apply_elsewhere", [](const std::function<int(int)> &f, int x) {
        int result = 0;
        {
            py::gil_scoped_release release;
            std::thread([&] { result = f(x); }).join();
        }
        return result;
    });
    m.def("fail", [](int which) {
        if (which == 0)
            throw std::out_of_range("range");
        throw py::value_error("value");
    });
}
