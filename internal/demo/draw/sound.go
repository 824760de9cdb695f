package draw

func headphones(p *pen) {
	w := p.vary(1, 0, 14)
	p.shadow(540, 330)
	p.line(p.dd, 30+w, "M168 372V308a152 152 0 0 1 304 0V372")
	p.line(p.c, 18+w, "M168 366V304a152 152 0 0 1 304 0V366")
	p.both(func() {
		p.rect(176, 352, 46, 158, 22, slate)
		p.rect(118, 340, 78, 182, 36, p.c)
		p.rect(132, 358, 26, 146, 13, p.l)
		p.rect(180, 346, 16, 170, 8, p.d)
	})
	if p.one(2, 2) == 0 {
		p.both(func() { p.circle(157, 431, 16, p.dd) })
	}
}

func earbuds(p *pen) {
	p.shadow(545, 330)
	p.rect(170, 370, 300, 170, 74, p.d)
	p.rect(170, 360, 300, 166, 74, p.c)
	p.rect(170, 432, 300, 8, 0, p.dd)
	p.rect(296, 424, 48, 24, 12, p.ll)
	p.circle(320, 480, 5, p.ll)
	long := p.vary(1, 86, 120)
	p.both(func() {
		p.turned(-10, 240, 230, func() {
			p.rect(222, 220, 34, long, 17, p.d)
			p.circle(240, 214, 46, p.c)
			p.oval(268, 206, 22, 30, slate)
			p.oval(226, 200, 13, 17, p.ll)
			p.rect(229, 208+long, 20, 8, 4, steel)
		})
	})
}

func speaker(p *pen) {
	w := p.vary(1, 210, 280)
	x := 320 - w/2
	p.shadow(540, w+60)
	p.line(slate, 16, "M%v 176q0-54 54-54h%vq54 0 54 54", x+20, w-148)
	p.rect(x, 150, w, 386, 50, p.d)
	p.rect(x, 146, w-14, 386, 50, p.c)
	for _, s := range []struct{ y, r float64 }{{390, w * 0.33}, {230, w * 0.2}} {
		p.circle(313, s.y, s.r+10, p.dd)
		p.circle(313, s.y, s.r, ink)
		p.circle(313, s.y, s.r*0.72, slate)
		p.circle(313, s.y, s.r*0.3, p.l)
	}
	p.circle(x+34, 506, 6, p.ll)
}

func soundbar(p *pen) {
	h := p.vary(1, 66, 88)
	p.shadow(432, 500)
	p.rect(76, 340, 488, h+12, 24, p.dd)
	p.rect(76, 336, 488, h, 24, p.c)
	p.rect(96, 350, 372, h-28, 14, p.d)
	for i := range 15 {
		p.rect(108+float64(i)*24, 358, 8, h-44, 4, p.dd)
	}
	p.circle(510, 336+h/2, 10, p.ll)
	p.circle(538, 336+h/2, 5, amber)
	p.rect(118, 348+h, 36, 16, 4, ink)
	p.rect(486, 348+h, 36, 16, 4, ink)
}

func turntable(p *pen) {
	p.shadow(500, 470)
	p.rect(96, 210, 448, 280, 22, p.dd)
	p.rect(96, 200, 448, 274, 22, p.c)
	p.circle(272, 336, 118, p.d)
	p.circle(272, 336, 112, ink)
	for _, r := range []float64{94, 76, 58} {
		p.ring(272, 336, r, 2, slate)
	}
	p.circle(272, 336, 38, []string{coral, amber, leaf, p.l}[p.one(1, 4)])
	p.circle(272, 336, 6, paper)
	p.circle(474, 256, 32, steel)
	p.circle(474, 256, 15, iron)
	p.line(chrome, 10, "M474 256L480 380L380 404")
	p.rect(358, 392, 36, 22, 6, slate)
	p.rect(440, 430, 74, 16, 8, p.dd)
	p.circle(p.vary(2, 452, 500), 438, 12, paper)
}

func acousticGuitar(p *pen) { guitar(p, false) }
func electricGuitar(p *pen) { guitar(p, true) }

func guitar(p *pen, electric bool) {
	p.shadow(566, 230)
	p.turned(14, 320, 330, func() {
		p.rect(306, 70, 28, 330, 6, walnut)
		p.path(ink, "M298 28h44l-6 60h-32z")
		if electric {
			p.path(p.c, "M320 340q48-8 72-50q22 4 12 60q30 40 26 100q-8 92-110 92t-110-92q-4-60 26-100q-22-60 16-78q16 60 68 68z")
			p.path(paper, "M330 372q40 0 50 64q-30 60-88 50q-14-66 38-114z")
			p.rect(284, 392, 72, 20, 6, ink)
			p.rect(284, 440, 72, 20, 6, ink)
		} else {
			p.path(p.d, "M320 268c70 0 86 46 70 92c52 40 52 190-70 190s-122-150-70-190c-16-46 0-92 70-92z")
			p.path(p.c, "M320 278c60 0 74 40 58 84c48 42 46 178-58 178s-106-136-58-178c-16-44-2-84 58-84z")
			p.circle(320, 392, 40, p.dd)
			p.circle(320, 392, 32, ink)
			p.rect(270, 474, 100, 18, 6, walnut)
		}
		p.rect(308, 70, 24, 296, 3, "#5d4332")
		for i := range 9 {
			p.rect(308, 96+float64(i)*30, 24, 3, 0, steel)
		}
		for i := range 3 {
			p.rect(313+float64(i)*6, 60, 1.5, 420, 0, chrome)
		}
	})
}

func piano(p *pen) {
	p.shadow(470, 500)
	p.rect(72, 210, 496, 240, 22, p.dd)
	p.rect(72, 200, 496, 236, 22, p.c)
	p.rect(98, 224, 150, 44, 8, screen)
	p.rect(110, 238, p.vary(1, 40, 110), 6, 3, "#8fd0c8")
	p.rect(110, 250, 60, 6, 3, "#57708f")
	for i := range 6 {
		p.circle(292+float64(i)*44, 246, 14, p.d)
		p.circle(292+float64(i)*44, 244, 10, p.ll)
	}
	p.rect(92, 290, 456, 132, 6, ink)
	for i := range 14 {
		p.rect(94+float64(i)*32.4, 290, 30, 128, 4, paper)
	}
	for i := range 13 {
		if i%7 != 2 && i%7 != 6 {
			p.rect(116+float64(i)*32.4, 290, 18, 78, 3, ink)
		}
	}
}

func drum(p *pen) {
	h := p.vary(1, 130, 210)
	top := 500 - h
	p.shadow(520, 380)
	p.path(p.c, "M140 %vV%vq0 66 180 66t180-66V%vz", top, 450.0, top)
	p.path(p.d, "M400 %vV508q100-14 100-58V%vz", top+30, top)
	for i := range 7 {
		x := 158 + float64(i)*54
		p.rect(x-5, top+16, 10, h-20, 5, chrome)
	}
	p.line(steel, 16, "M140 450q0 62 180 62t180-62")
	p.oval(320, top, 186, 62, steel)
	p.oval(320, top-4, 172, 54, paper)
	p.turned(-24, 320, top-20, func() { p.rect(300, top-40, 260, 14, 7, oak); p.oval(300, top-33, 18, 12, oak) })
	p.turned(200, 330, top-24, func() { p.rect(310, top-30, 240, 14, 7, walnut); p.oval(310, top-23, 18, 12, walnut) })
}
