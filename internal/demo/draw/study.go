package draw

func book(p *pen) {
	p.shadow(560, 330)
	p.path("#e9e3d4", "M456 104h24v436q0 8-8 8H200v-20z")
	p.rect(166, 84, 300, 456, 10, p.c)
	p.rect(166, 84, 36, 456, 10, p.d)
	p.path(p.dd, "M176 540h296v10H186q-14 0-10-10z")
	switch p.one(1, 5) {
	case 0:
		p.circle(334, 390, 84, p.l)
		p.path(p.d, "M250 400q84-70 168 0q-10 70-84 74q-74-4-84-74z")
	case 1:
		p.path(p.l, "M202 420l90-110l60 70l40-40l74 80v120H202z")
		p.circle(396, 300, 30, amber)
	case 2:
		for i := range 5 {
			p.ring(334, 400, 20+float64(i)*22, 6, p.l)
		}
	case 3:
		p.path(p.l, "M334 500V330M334 420q-70-10-80-80q70 6 80 80zM334 400q60-20 64-90q-60 16-64 90z")
		p.rect(328, 330, 12, 170, 4, p.l)
	default:
		for i := range 4 {
			p.rect(236+float64(i)*52, 470-float64(i)*36, 34, 40+float64(i)*36, 4, p.l)
		}
	}
	p.rect(236, 130, 196, 24, 6, p.on)
	p.rect(236, 168, p.vary(2, 90, 170), 24, 6, p.on)
	p.rect(236, 214, 110, 10, 5, p.ll)
}

func notebook(p *pen) {
	p.shadow(556, 340)
	p.rect(180, 96, 310, 448, 18, p.dd)
	p.rect(174, 92, 310, 446, 18, p.c)
	if p.one(1, 2) == 0 {
		for i := range 11 {
			p.rect(154, 118+float64(i)*38, 44, 12, 6, steel)
			p.circle(200, 124+float64(i)*38, 8, ink)
		}
	} else {
		p.rect(174, 92, 40, 446, 18, p.d)
		p.rect(440, 92, 12, 446, 0, p.dd)
	}
	p.rect(250, 180, 150, 90, 10, p.on)
	p.rect(270, 206, 110, 10, 5, p.c)
	p.rect(270, 232, 70, 10, 5, p.c)
	p.turned(18, 470, 400, func() {
		p.rect(500, 200, 26, 280, 10, amber)
		p.path(cream, "M500 480h26l-13 44z")
		p.rect(500, 190, 26, 40, 10, coral)
	})
}

func pens(p *pen) {
	p.shadow(550, 360)
	for i, c := range []string{p.c, p.d, p.l, slate} {
		x := 212 + float64(i)*70
		p.turned(-9+float64(i)*6, x, 540, func() {
			p.rect(x-20, 170, 40, 300, 12, c)
			p.rect(x-20, 120, 40, 90, 14, []string{c, p.dd}[p.one(1, 2)])
			p.rect(x+14, 130, 10, 90, 5, chrome)
			p.path(steel, "M%v 470h40l-12 44h-16z", x-20)
			p.path(ink, "M%v 514h16l-8 26z", x-8)
		})
	}
}

func binder(p *pen) {
	p.shadow(556, 400)
	for i, c := range []string{p.c, p.l, p.d} {
		x := 130 + float64(i)*128
		p.rect(x, 110, 120, 438, 12, c)
		p.rect(x+100, 110, 20, 438, 10, p.dd)
		p.rect(x+22, 160, 66, 130, 8, paper)
		p.rect(x+34, 184, 42, 10, 5, steel)
		p.rect(x+34, 208, p.vary(i, 20, 42), 10, 5, steel)
		p.circle(x+55, 460, 24, ink)
		p.circle(x+55, 460, 15, "#d8dde3")
	}
}
