// A nanobind extension: classes, overloads, STL containers, exceptions, callbacks, against the limited API of 3.12.
#include <nanobind/nanobind.h>
#include <nanobind/operators.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unordered_map.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>
#include <nanobind/make_iterator.h>
#include <nanobind/trampoline.h>

#include <memory>
#include <numeric>
#include <stdexcept>

namespace nb = nanobind;
using namespace nb::literals;

struct Shape {
    virtual ~Shape() = default;
    virtual double area() const = 0;
    virtual std::string name() const { return "shape"; }
    std::string describe() const { return name() + " of " + std::to_string((int)area()); }
};

struct Rectangle : Shape {
    double width, height;
    Rectangle(double w, double h) : width(w), height(h) {
        if (w < 0 || h < 0)
            throw std::invalid_argument("negative side");
    }
    double area() const override { return width * height; }
    std::string name() const override { return "rectangle"; }
    bool operator==(const Rectangle &other) const { return width == other.width && height == other.height; }
    Rectangle operator+(const Rectangle &other) const { return {width + other.width, height + other.height}; }
};

/// Lets a class made by type() in the host override the virtual functions.
struct PyShape : Shape {
    NB_TRAMPOLINE(Shape, 2);
    double area() const override { NB_OVERRIDE_PURE(area); }
    std::string name() const override { NB_OVERRIDE(name); }
};

struct Account {
    int balance = 0;
    std::vector<std::string> log;
    nb::object owner;
};

struct Broke : std::runtime_error {
    using std::runtime_error::runtime_error;
};

NB_MODULE(nanobind_sample, m) {
    m.doc() = "A sample";
    nb::exception<Broke>(m, "Broke", PyExc_ValueError);

    nb::class_<Shape, PyShape>(m, "Shape")
        .def(nb::init<>())
        .def("area", &Shape::area)
        .def("name", &Shape::name)
        .def("describe", &Shape::describe);
    nb::class_<Rectangle, Shape>(m, "Rectangle")
        .def(nb::init<double, double>(), "width"_a = 1.0, "height"_a = 1.0)
        .def_rw("width", &Rectangle::width)
        .def_ro("height", &Rectangle::height)
        .def_prop_ro("square", [](const Rectangle &r) { return r.width == r.height; })
        .def_prop_rw(
            "diagonal2", [](const Rectangle &r) { return r.width * r.width + r.height * r.height; },
            [](Rectangle &r, double side) { r.width = r.height = side; })
        .def_static("unit", [] { return Rectangle(1, 1); })
        .def(nb::self == nb::self)
        .def(nb::self + nb::self)
        .def("__hash__", [](const Rectangle &r) { return (int)(r.width * 31 + r.height); })
        .def("__repr__", [](const Rectangle &r) {
            return "Rectangle(" + std::to_string((int)r.width) + ", " + std::to_string((int)r.height) + ")";
        });

    nb::class_<Account>(m, "Account", nb::dynamic_attr(), nb::is_weak_referenceable())
        .def(nb::init<>())
        .def_rw("balance", &Account::balance)
        .def_rw("log", &Account::log)
        .def_rw("owner", &Account::owner, nb::arg().none())
        .def("withdraw", [](Account &a, int amount) {
            if (amount > a.balance)
                throw Broke("only " + std::to_string(a.balance));
            a.balance -= amount;
            a.log.push_back("withdraw " + std::to_string(amount));
            return a.balance;
        })
        .def("__len__", [](const Account &a) { return a.log.size(); })
        .def("__getitem__", [](const Account &a, size_t i) {
            if (i >= a.log.size())
                throw nb::index_error("no such entry");
            return a.log[i];
        })
        .def("__iter__", [](const Account &a) {
            return nb::make_iterator(nb::type<Account>(), "Iterator", a.log.begin(), a.log.end());
        }, nb::keep_alive<0, 1>());


    m.def("add", [](int a, int b) { return a + b; }, "a"_a, "b"_a = 10, "Adds ints.");
    m.def("kind", [](int) { return "int"; });
    m.def("kind", [](double) { return "float"; });
    m.def("kind", [](const std::string &) { return "str"; });
    m.def("kind", [](std::vector<int>) { return "list of int"; });
    m.def("kind", [](nb::dict) { return "dict"; });
    m.def("total", [](const std::vector<double> &v) { return std::accumulate(v.begin(), v.end(), 0.0); });
    m.def("twice", [](std::vector<std::string> v) { auto w = v; w.insert(w.end(), v.begin(), v.end()); return w; });
    m.def("lengths", [](const std::vector<std::string> &v) {
        std::unordered_map<std::string, size_t> result;
        for (auto &s : v)
            result[s] = s.size();
        return result;
    });
    m.def("divide", [](int a, int b) {
        if (b == 0)
            throw std::domain_error("division");
        return std::pair<int, int>(a / b, a % b);
    });
    m.def("maybe", [](std::optional<int> v) -> std::optional<int> { return v ? std::optional<int>(*v + 1) : v; }, "v"_a.none());
    m.def("either", [](std::variant<int, std::string> v) { return v.index(); });
    m.def("apply", [](std::function<int(int)> f, int x) { return f(f(x)); });
    m.def("adder", [](int n) { return std::function<int(int)>([n](int x) { return n + x; }); });
    m.def("shared", [] { return std::make_shared<Rectangle>(2, 3); });
    m.def("objects", [](nb::args args, nb::kwargs kwargs) {
        nb::list result;
        for (nb::handle o : args)
            result.append(nb::str(nb::repr(o)));
        for (auto [k, v] : kwargs)
            result.append(nb::str("{}={}").format(k, v));
        return result;
    });
    m.def("raise", [](int which) {
        switch (which) {
        case 0: throw std::out_of_range("range");
        case 1: throw nb::type_error("type");
        case 2: throw nb::key_error("key");
        case 3: throw nb::stop_iteration("done");
        case 4: throw std::bad_alloc();
        case 5: throw std::overflow_error("big");
        default: throw std::runtime_error("run");
        }
    });
    m.def("catches", [](nb::object f) -> std::string {
        try {
            f();
        } catch (nb::python_error &e) {
            return e.matches(PyExc_KeyError) ? "KeyError" : "other";
        }
        return "none";
    });
    m.def("bytes", [](nb::bytes b) { return nb::bytes(b.c_str(), b.size() / 2); });
    m.attr("answer") = 42;
    m.def_submodule("sub", "A submodule").def("name", [] { return "sub"; });
}
